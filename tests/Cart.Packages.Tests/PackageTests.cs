using System.Reflection.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Cart.Packages.Tests;

/// <summary>What stands in the packages, read from the packed files.</summary>
public sealed partial class PackageTests(PackedPackages packages)
{
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_package_is_there_with_its_symbols_and_nothing_else() => Assert.Equal(
        PackedPackages.All.SelectMany(row => (string[])[$"{row.Data}.{packages.Version}.nupkg", $"{row.Data}.{packages.Version}.snupkg"]).Order(StringComparer.Ordinal),
        Directory.EnumerateFiles(packages.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(PackedPackages.All), MemberType = typeof(PackedPackages))]
    public async Task A_package_says_what_it_is_by_whom_and_under_which_licence(string id)
    {
        var metadata = await packages.MetadataAsync(id);

        Assert.Equal("MIT", Child(metadata, "license").Value);
        Assert.Equal("expression", Child(metadata, "license").Attribute("type")!.Value);
        Assert.Equal("README.md", Child(metadata, "readme").Value);
        Assert.Equal("The Cart authors", Child(metadata, "authors").Value);
        Assert.Contains("shopping-cart", Child(metadata, "tags").Value, StringComparison.Ordinal);
        Assert.NotEqual("Package Description", Child(metadata, "description").Value);
    }

    [Theory]
    [MemberData(nameof(PackedPackages.All), MemberType = typeof(PackedPackages))]
    public async Task A_readme_is_about_its_package_and_has_no_link_that_breaks_outside_the_repository(string id)
    {
        using var package = packages.Open(id);

        var readme = await PackedPackages.TextAsync(package, "README.md");

        Assert.StartsWith($"# {id}\n", readme, StringComparison.Ordinal);
        Assert.All(PackedPackages.All, row => Assert.Contains($"| `{row.Data}` |", readme, StringComparison.Ordinal));
        Assert.All(Link().Matches(readme), static link => Assert.StartsWith("https://", link.Groups[1].Value, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(PackedPackages.Libraries), MemberType = typeof(PackedPackages))]
    public async Task A_library_brings_its_documentation_and_the_others_in_its_own_version(string id)
    {
        using var package = packages.Open(id);
        var documentation = XDocument.Parse(await PackedPackages.TextAsync(package, $"lib/net10.0/{id}.xml"));
        Assert.NotEmpty(documentation.Descendants("member"));
        Assert.NotNull(package.GetEntry($"lib/net10.0/{id}.dll"));

        var dependencies = Child(await packages.MetadataAsync(id), "dependencies").Descendants()
            .Where(static element => element.Attribute("id")?.Value.StartsWith("Cart.", StringComparison.Ordinal) is true).ToList();
        Assert.Equal(id == "Cart.Engine", dependencies.Count == 0);
        Assert.All(dependencies, dependency => Assert.Equal(packages.Version, dependency.Attribute("version")!.Value));
    }

    [Theory]
    [MemberData(nameof(PackedPackages.Libraries), MemberType = typeof(PackedPackages))]
    public async Task The_symbols_carry_the_sources_and_no_path_of_the_machine_that_built_them(string id)
    {
        using var package = packages.Open(id, "snupkg");
        using var file = new MemoryStream();
        await using (var entry = await package.GetEntry($"lib/net10.0/{id}.pdb")!.OpenAsync(Cancellation))
        {
            await entry.CopyToAsync(file, Cancellation);
        }

        file.Position = 0;
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(file);
        var reader = symbols.GetMetadataReader();
        Assert.NotEmpty(reader.Documents);
        Assert.All(reader.Documents, document =>
        {
            Assert.StartsWith("/_/", reader.GetString(reader.GetDocument(document).Name), StringComparison.Ordinal);
            Assert.Contains(reader.GetCustomDebugInformation(document), item => reader.GetGuid(reader.GetCustomDebugInformation(item).Kind) == EmbeddedSource);
        });
    }

    private static XElement Child(XElement element, string name) => element.Elements().Single(child => child.Name.LocalName == name);

    [GeneratedRegex(@"\]\(([^)]*)\)")]
    private static partial Regex Link();
}
