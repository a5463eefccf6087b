using System.Text.RegularExpressions;
using Cart.Testing;

namespace Cart.AspNetCore.Tests;

/// <summary>What docs/security.md names as code and as tests is there.</summary>
public sealed partial class SecurityPageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_row_names_code_and_tests_that_there_are()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docs/security.md"), Cancellation);
        var tests = await NamesInAsync("tests");
        var code = await NamesInAsync("src");

        var rows = Row().Matches(page);

        Assert.True(rows.Count > 10);
        Assert.All(rows, row => Assert.NotEmpty(Name().Matches(row.Groups[2].Value)));
        Assert.Empty(NamesIn(1).Except(code));
        Assert.Empty(NamesIn(2).Except(tests));

        IEnumerable<string> NamesIn(int column) =>
            rows.SelectMany(row => Name().Matches(row.Groups[column].Value)).Select(static name => name.Groups[1].Value);
    }

    private static async Task<HashSet<string>> NamesInAsync(string folder)
    {
        var names = new HashSet<string>();
        foreach (var path in Directory.EnumerateFiles(Path.Combine(SourceTree.Root, folder), "*.*", SearchOption.AllDirectories)
            .Where(static path => path.EndsWith(".cs", StringComparison.Ordinal) || path.EndsWith(".sql", StringComparison.Ordinal)))
        {
            names.UnionWith(Declared().Matches(await File.ReadAllTextAsync(path, Cancellation)).Select(static name => name.Groups[1].Value));
        }

        return names;
    }

    [GeneratedRegex(@"^\| \*\*.*\| ([^|]+) \| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([A-Za-z_0-9]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"(?:class|struct|record(?! struct)|interface|Task|void|FUNCTION \$schema\$\.)\s*\b(\w+)")]
    private static partial Regex Declared();
}
