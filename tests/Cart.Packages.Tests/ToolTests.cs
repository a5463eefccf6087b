using Cart.Testing;

namespace Cart.Packages.Tests;

/// <summary>The tool, installed from its package.</summary>
public sealed class ToolTests(PackedPackages packages)
{
    [Fact]
    public async Task The_tool_installs_from_the_folder_of_packages_and_explains_itself()
    {
        using var directory = new TemporaryDirectory();
        await DotNet.RunAsync(
            directory.Path, "tool", "install", "Cart.Cli", "--version", packages.Version, "--tool-path", directory.Path, "--source", packages.Folder);
        var cart = Path.Combine(directory.Path, "cart");

        var help = await DotNet.RunProgramAsync(cart, directory.Path, "--help");
        var doctor = await DotNet.RunProgramAsync(cart, directory.Path, "doctor", "--help");
        var checkedStores = await DotNet.RunProgramAsync(cart, directory.Path, "doctor", "--data", "data");

        Assert.Contains("The command line of the cart engine.", help, StringComparison.Ordinal);
        Assert.Contains("cart doctor --redis localhost:6379 --json", doctor, StringComparison.Ordinal);
        Assert.Contains("ok       redis_script_isolation", checkedStores, StringComparison.Ordinal);
    }
}
