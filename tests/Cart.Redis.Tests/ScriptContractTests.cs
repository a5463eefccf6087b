using System.Globalization;
using System.Text.RegularExpressions;
using Cart.Engine;
using Cart.Testing;

namespace Cart.Redis.Tests;

/// <summary>Holds the header, the body and the C# side of every script together.</summary>
public sealed partial class ScriptContractTests
{
    private const string Include = "-- @include ";

    private static readonly string[] Shared =
    [
        "CART_NOT_FOUND", "OPERATION_REUSED", "CHECKOUT_IN_PROGRESS", "CHECKOUT_LAPSED", "ORDERED", "MERGE_IN_PROGRESS", "MERGED",
        "VERSION_MISMATCH", "CURRENCY_MISMATCH",
    ];

    // Settings and layout, which are written as the statuses are.
    private static readonly string[] Constants = ["MAX_LINES", "MAX_QUANTITY", "GUEST_TTL", "USER_TTL", "ANY_VERSION", "PRICED_LINE"];

    public static TheoryData<string> Scripts => [.. CartScript.All.Select(script => script.Name)];

    [Fact]
    public void Every_file_has_its_script_and_every_script_its_file()
    {
        var files = Directory.GetFiles(LuaFolder(), "*.lua").Select(Path.GetFileNameWithoutExtension).Where(name => name![0] != '_');

        Assert.Equal(files.Order(), CartScript.All.Select(script => script.Name).Order());
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void The_header_the_body_and_the_wrapper_agree_on_the_arguments(string name)
    {
        var script = CartScript.All.Single(script => script.Name == name);
        var (header, body) = Read(name);

        Assert.StartsWith($"-- {name}: ", header);
        var documented = ArgumentInHeader().Matches(header).Select(match => Number(match.Groups[1].Value));
        Assert.Equal(Enumerable.Range(1, script.Arguments + (script.Repeating > 0 ? 1 : 0)), documented);

        // The prelude reads the terms.
        var isOfACart = header.Contains("-- ARGV[1]   terms", StringComparison.Ordinal);
        Assert.Equal(isOfACart, script.IsOfCart);
        Assert.Equal(isOfACart, script.Text.Contains("struct.unpack(TERMS, ARGV[1])", StringComparison.Ordinal));
        var rule = Sections(body)[^1];
        var used = ArgumentInBody().Matches(rule).Select(match => Number(match.Groups[1].Value)).Distinct().Order();
        Assert.Equal(Enumerable.Range(1, script.Arguments).Skip(isOfACart ? 1 : 0), used);
        Assert.Equal(script.Repeating > 0, rule.Contains($"for i = {script.Arguments + 1}, #ARGV, {script.Repeating} do", StringComparison.Ordinal));
        Assert.Equal(script.Repeating == 3, header.Contains("in threes", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void The_header_names_exactly_the_refusals_of_the_body(string name)
    {
        var (header, body) = Read(name);
        var documented = header[header.IndexOf("Refuses", StringComparison.Ordinal)..header.IndexOf("Cost", StringComparison.Ordinal)];
        IEnumerable<string> refusals = Status().Matches(body).Select(match => match.Value).Except(Constants);
        if (body.Contains("closed()", StringComparison.Ordinal))
        {
            refusals = refusals.Concat(["CART_NOT_FOUND", "CHECKOUT_IN_PROGRESS", "CHECKOUT_LAPSED", "ORDERED", "MERGE_IN_PROGRESS", "MERGED"]);
        }

        if (body.Contains("foreign()", StringComparison.Ordinal))
        {
            refusals = refusals.Append("CURRENCY_MISMATCH");
        }

        if (body.Contains("excess(", StringComparison.Ordinal))
        {
            refusals = refusals.Concat(["QUANTITY_LIMIT", "INSUFFICIENT_STOCK"]);
        }

        Assert.Equal(
            refusals.Where(status => status != "OK").Distinct().Order(),
            Status().Matches(documented).Select(match => match.Value).Distinct().Order());
        Assert.Equal(body.Contains("open(", StringComparison.Ordinal), documented.Contains("as every mutation", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Every_check_comes_before_the_first_write(string name)
    {
        // What comes before the prelude is a shorter way, with checks and writes of its own.
        foreach (var section in Sections(Read(name).Body))
        {
            var firstWrite = Write().Match(section).Index;

            Assert.True(firstWrite > 0);
            Assert.DoesNotMatch(@"return \{(?!OK)[A-Z_]+", section[firstWrite..]);
        }
    }

    [Fact]
    public void Only_the_layout_says_how_a_cart_is_packed()
    {
        var formats = from path in Directory.GetFiles(LuaFolder(), "*.lua")
                      where Path.GetFileName(path) != "_layout.lua"
                      from line in File.ReadAllLines(path)
                      where Regex.IsMatch(line, @"'<[cId]\d?|struct\.\w+\('")
                      select $"{Path.GetFileName(path)}: {line}";

        Assert.Empty(formats);
    }

    [Fact]
    public void The_statuses_have_the_same_numbers_in_Lua_and_in_CSharp()
    {
        var statuses = File.ReadAllText(Path.Combine(LuaFolder(), "_statuses.lua"));
        var numbers = new Dictionary<string, int>();
        foreach (Match declaration in StatusDeclaration().Matches(statuses))
        {
            var names = declaration.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries);
            var values = declaration.Groups[2].Value.Split(',', StringSplitOptions.TrimEntries);
            foreach (var (name, value) in names.Zip(values))
            {
                numbers.Add(name, Number(value));
            }
        }

        Assert.Equal(ScriptReply.Replayed, numbers["REPLAYED"]);
        numbers.Remove("REPLAYED");
        var expected = Enum.GetValues<CartStatus>()
            .Where(status => status is not CartStatus.InvalidPrice and not CartStatus.ProductGone)
            .ToDictionary(status => WordStart().Replace(status.ToString(), "_").ToUpperInvariant(), status => (int)status);
        Assert.Equal(expected.OrderBy(entry => entry.Value), numbers.OrderBy(entry => entry.Value));

        // Each answer but OK is one row of the catalogue.
        Assert.Equal(Enum.GetValues<CartStatus>().Except([CartStatus.Ok]), CartErrors.All.SelectMany(static row => row.Numbers).Order());
    }

    [Fact]
    public void The_prelude_names_exactly_its_own_refusals()
    {
        var (header, _) = Read("_prelude");

        Assert.Equal(Shared, Status().Matches(header[header.IndexOf("Refuses", StringComparison.Ordinal)..]).Select(match => match.Value));
    }

    private static (string Header, string Body) Read(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(LuaFolder(), name + ".lua"));
        var end = Array.FindIndex(lines, line => !line.StartsWith("--", StringComparison.Ordinal));
        var body = lines[end..].Where(static line => line.StartsWith(Include, StringComparison.Ordinal) || !line.StartsWith("--", StringComparison.Ordinal));
        return (string.Join('\n', lines[..end]), string.Join('\n', body));
    }

    // The text between the includes; the last one is the rule.
    private static string[] Sections(string body) =>
        [.. Regex.Split(body, $"^{Include}.*$", RegexOptions.Multiline).Where(static section => !string.IsNullOrWhiteSpace(section))];

    private static string LuaFolder() => Path.Combine(SourceTree.Root, "lua");

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"redis\.call\('(HSET|HDEL|DEL|EXPIRE|PEXPIRE|ZADD|ZREM|ZREMRANGEBYSCORE)'|commit\(|remove_lines\(")]
    private static partial Regex Write();

    [GeneratedRegex(@"^-- ARGV\[(\d+)\]", RegexOptions.Multiline)]
    private static partial Regex ArgumentInHeader();

    [GeneratedRegex(@"ARGV\[(\d+)\]")]
    private static partial Regex ArgumentInBody();

    [GeneratedRegex(@"\b[A-Z]+(?:_[A-Z]+)+\b|\bORDERED\b|\bMERGED\b|\bOK\b")]
    private static partial Regex Status();

    [GeneratedRegex(@"^local ([A-Z_, ]+) = ([\d, ]+)$", RegexOptions.Multiline)]
    private static partial Regex StatusDeclaration();

    [GeneratedRegex("(?<!^)(?=[A-Z])")]
    private static partial Regex WordStart();
}
