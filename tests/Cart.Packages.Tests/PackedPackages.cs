using System.IO.Compression;
using System.Xml.Linq;
using Cart.Testing;

[assembly: AssemblyFixture(typeof(Cart.Packages.Tests.PackedPackages))]

namespace Cart.Packages.Tests;

/// <summary>The packages, packed once from what is built, in a version that no other folder of packages can hold.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();

    /// <summary>The packages that programs refer to.</summary>
    public static TheoryData<string> Libraries { get; } = ["Cart.Engine", "Cart.Redis", "Cart.Persistence", "Cart.AspNetCore", "Cart.Admin", "Cart.Embedded"];

    /// <summary>All of them.</summary>
    public static TheoryData<string> All { get; } = [.. Libraries.Select(static row => row.Data), "Cart.Cli"];

    /// <summary>The version of all of them.</summary>
    public string Version { get; } = $"0.0.0-test-{Guid.NewGuid():N}";

    /// <summary>The folder that they lie in.</summary>
    public string Folder => _directory.Path;

    /// <summary>The configuration that these tests were built in, and with them what is packed.</summary>
    private static string Configuration => Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)) == "debug" ? "Debug" : "Release";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await DotNet.RunAsync(
        SourceTree.Root, "pack", "Cart.sln", "--no-build", "--configuration", Configuration, "--output", Folder, $"-p:PackageVersion={Version}");

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Opens a package, or the one of its symbols.</summary>
    public ZipArchive Open(string id, string extension = "nupkg") => ZipFile.OpenRead(Path.Combine(Folder, $"{id}.{Version}.{extension}"));

    /// <summary>Reads what a package says of itself.</summary>
    public async Task<XElement> MetadataAsync(string id)
    {
        using var package = Open(id);
        var nuspec = XDocument.Parse(await TextAsync(package, $"{id}.nuspec"));
        return nuspec.Root!.Elements().Single(static element => element.Name.LocalName == "metadata");
    }

    /// <summary>Reads a file of a package.</summary>
    internal static async Task<string> TextAsync(ZipArchive package, string name)
    {
        using var reader = new StreamReader(await package.GetEntry(name)!.OpenAsync(TestContext.Current.CancellationToken));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
