using System.Diagnostics;
using Cart.Testing;

namespace Cart.Embedded.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public async Task The_example_in_the_readme_is_the_program_that_is_built_and_does_what_the_readme_says()
    {
        var root = SourceTree.Root;
        var readme = await File.ReadAllTextAsync(Path.Combine(root, "README.md"), TestContext.Current.CancellationToken);
        var program = await File.ReadAllTextAsync(Path.Combine(root, "samples/QuickStart/Program.cs"), TestContext.Current.CancellationToken);
        Assert.Contains($"```csharp\n{program}```", readme);

        using var directory = new TemporaryDirectory();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "QuickStart.dll")])
        {
            WorkingDirectory = directory.Path,
            RedirectStandardOutput = true,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("Placed: 2 lines, 22.53 USD\n", output);
        Assert.Contains("Placed: 2 lines, 22.53 USD", readme);
    }
}
