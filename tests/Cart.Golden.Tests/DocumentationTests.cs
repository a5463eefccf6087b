using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Cart.Engine;
using Cart.Testing;

namespace Cart.Golden.Tests;

/// <summary>What the documents say about the seed and about the format of a cart.</summary>
public sealed partial class DocumentationTests
{
    // How many behaviours each section of the seed's description has.
    private static readonly Dictionary<char, int> Sections = new()
    {
        ['A'] = 12,
        ['B'] = 40,
        ['C'] = 8,
        ['D'] = 16,
        ['E'] = 18,
        ['F'] = 19,
        ['G'] = 18,
        ['H'] = 13,
        ['I'] = 12,
        ['J'] = 7,
        ['K'] = 9,
        ['L'] = 7,
        ['M'] = 4,
        ['N'] = 3,
        ['O'] = 7,
        ['P'] = 2,
        ['Q'] = 2,
        ['S'] = 2,
    };

    [Fact]
    public void Every_behaviour_of_the_seed_has_its_line_and_every_ruling_that_is_named_is_there()
    {
        var page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs/behaviours.md"));
        var lines = Row().Matches(page).Select(match => match.Groups[1].Value).ToHashSet();
        var rulings = Ruling().Matches(page).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToHashSet();

        Assert.Empty(from section in Sections from number in Enumerable.Range(1, section.Value) let id = $"{section.Key}{number}" where !lines.Contains(id) select id);
        var named = Verdict().Matches(page).SelectMany(match => match.Groups[1].Value.Split(", ")).Select(number => int.Parse(number, CultureInfo.InvariantCulture))
            .Concat(GoldenFile.Ids.SelectMany(id => GoldenFile.Case(id)["steps"]!.AsArray()).Select(step => (int?)step!["ruling"]).OfType<int>());
        Assert.Empty(named.Except(rulings));
    }

    [Fact]
    public void The_example_of_the_format_is_what_is_written()
    {
        var page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs/serialisation.md"));
        var cart = CartSnapshot.Nothing(CartId.New(), Currency.Usd) with
        {
            Lines = [new(new(7, 42), 2, 9.99m), new(new(8, "85123A"), 1, 2.55m)],
            DiscountCodes = ["SUMMER25"],
        };

        Assert.Contains($"```json\n{Encoding.UTF8.GetString(CartJson.Write(cart))}\n```", page, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\| ([A-Z]\d+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^(\d+)\. ", RegexOptions.Multiline)]
    private static partial Regex Ruling();

    [GeneratedRegex(@"ruled (\d+(?:, \d+)*)")]
    private static partial Regex Verdict();
}
