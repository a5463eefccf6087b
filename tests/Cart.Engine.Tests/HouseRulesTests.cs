using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Cart.Engine.Tests;

/// <summary>Holds the source tree to the rules of CONTRIBUTING.md, so that no reviewer has to.</summary>
public sealed partial class HouseRulesTests
{
    /// <summary>What each project of src/ may refer to. A new project gets its line here.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Cart.Engine"] = [],
        ["Cart.Redis"] = ["Cart.Engine"],
        ["Cart.Persistence"] = ["Cart.Engine"],
        ["Cart.AspNetCore"] = ["Cart.Engine"],
        ["Cart.Admin"] = ["Cart.AspNetCore"],
        ["Cart.Embedded"] = ["Cart.Engine", "Cart.Redis"],
        ["Cart.Cli"] = ["Cart.Engine", "Cart.Redis", "Cart.Persistence", "Cart.Embedded"],
    };

    [Fact]
    public void References_point_only_inwards() => NoneOf(
        "A project of src/ refers to one that it must not know; docs/architecture.md shows the arrows",
        from path in ProjectFiles.In("src", ".csproj")
        let project = Path.GetFileNameWithoutExtension(path)
        from reference in Items(path, "ProjectReference")
        let target = Path.GetFileNameWithoutExtension(reference)
        where !Arrows.TryGetValue(project, out var allowed) || !allowed.Contains(target)
        select $"{path} -> {target}");

    [Fact]
    public void The_engine_needs_no_more_than_the_extension_abstractions_and_its_wire_format() => NoneOf(
        "Cart.Engine knows no Redis, no SQL and no HTTP; MessagePack is the second form of its payload",
        from package in Items("src/Cart.Engine/Cart.Engine.csproj", "PackageReference")
            .Concat(Items("src/Cart.Engine/Cart.Engine.csproj", "FrameworkReference"))
        where !package.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) && package != "MessagePack"
        select package);

    [Fact]
    public void No_type_is_named_as_the_root_namespace() => NoneOf(
        "No using can win over the root namespace, so no type may be called Cart",
        CSharp().Where(static path => TypeNamedCart().IsMatch(ProjectFiles.Text(path))));

    [Fact]
    public void No_name_is_a_drawer_for_anything() => NoneOf(
        "A file is named after the one idea in it, not Helper (but for the tag helpers of Razor), Manager, Util or Base",
        CSharp().Where(static path => Drawer().IsMatch(Path.GetFileName(path))));

    [Fact]
    public void The_namespace_is_the_name_of_the_project() => NoneOf(
        "A namespace is the project's name without folders; only extensions that register something may use the host's namespaces",
        from path in CSharp()
        let project = path.Split('/')[1]
        let declared = Namespaces(path)
        where declared.Length == 0
            ? !path.EndsWith("/Program.cs", StringComparison.Ordinal)
            : declared.Any(name => !Fits(name, project, path))
        select $"{path}: {string.Join(", ", declared)}");

    [Fact]
    public void Files_stay_small() => NoneOf(
        "A C# file of src/ has at most 300 lines, a Lua script at most 120",
        from file in ProjectFiles.In("src", ".cs").Select(static path => (Path: path, Limit: 300))
            .Concat(ProjectFiles.In("lua", ".lua").Select(static path => (Path: path, Limit: 120)))
        let lines = ProjectFiles.LineCount(file.Path)
        where lines > file.Limit
        select $"{file.Path}: {lines} lines");

    [Fact]
    public void Nothing_is_folded_into_regions() => NoneOf(
        "A region hides the size of a file: split the file instead",
        CSharp().Where(static path => Region().IsMatch(ProjectFiles.Text(path))));

    [Fact]
    public void Folders_inside_a_project_are_one_level_deep() => NoneOf(
        "A project has one level of folders",
        from path in ProjectFiles.In("src").Concat(ProjectFiles.In("tests"))
        where path.Split('/').Length > 4
        select path);

    [Fact]
    public void Tests_wait_for_conditions_and_never_for_time() => NoneOf(
        "A test awaits what it waits for, or moves a FakeTimeProvider; it does not sleep. Only the faults strike at random times",
        ProjectFiles.In("tests", ".cs").Where(static path => !path.StartsWith("tests/Cart.Faults/", StringComparison.Ordinal)).Where(static path => Sleep().IsMatch(ProjectFiles.Text(path))));

    private static IEnumerable<string> CSharp() => [.. ProjectFiles.In("src", ".cs"), .. ProjectFiles.In("tests", ".cs")];

    private static void NoneOf(string rule, IEnumerable<string> offenders)
    {
        var found = offenders.ToList();
        Assert.True(found.Count == 0, $"{rule}:\n  {string.Join("\n  ", found)}");
    }

    private static IEnumerable<string> Items(string project, string item) =>
        XDocument.Parse(ProjectFiles.Text(project)).Descendants(item)
            .Select(static element => element.Attribute("Include")!.Value.Replace('\\', '/'));

    private static string[] Namespaces(string path) =>
        [.. NamespaceDeclaration().Matches(ProjectFiles.Text(path)).Select(static match => match.Groups["name"].Value)];

    private static bool Fits(string name, string project, string path) =>
        name == project
        || (path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith("Extensions.cs", StringComparison.Ordinal)
            && (name == "Microsoft.Extensions.DependencyInjection" || name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)));

    [GeneratedRegex(@"\b(class|struct|record|interface|enum)\s+Cart\b(?!\.)")]
    private static partial Regex TypeNamedCart();

    [GeneratedRegex(@"((?<!Tag)Helpers?|Managers?|Util\w*|Base)\.cs$")]
    private static partial Regex Drawer();

    [GeneratedRegex(@"^\s*namespace\s+(?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceDeclaration();

    [GeneratedRegex(@"^\s*#region\b", RegexOptions.Multiline)]
    private static partial Regex Region();

    [GeneratedRegex(@"\bTask\.Delay\b|\bThread\.Sleep\b")]
    private static partial Regex Sleep();
}
