using System.Text.Json.Nodes;
using Cart.Testing;

namespace Cart.Golden.Tests;

/// <summary>
/// The golden cases: inputs, and the results that the system which this engine re-creates gave, or that a ruling puts in their place.
/// The environment variable CART_GOLDEN names another file of the same form.
/// </summary>
internal static class GoldenFile
{
    private static readonly Lazy<IReadOnlyDictionary<string, JsonObject>> File = new(Read);

    public static IEnumerable<string> Ids => File.Value.Keys;

    public static JsonObject Case(string id) => File.Value[id];

    private static Dictionary<string, JsonObject> Read()
    {
        var given = Environment.GetEnvironmentVariable("CART_GOLDEN");
        var path = string.IsNullOrEmpty(given) ? Path.Combine(SourceTree.Root, "tests/Cart.Golden.Tests/golden.json") : given;
        var cases = JsonNode.Parse(System.IO.File.ReadAllText(path))!["cases"]!.AsArray();
        return cases.ToDictionary(golden => (string)golden!["id"]!, golden => golden!.AsObject());
    }
}
