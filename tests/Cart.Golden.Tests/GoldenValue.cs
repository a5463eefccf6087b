using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cart.Engine;

namespace Cart.Golden.Tests;

/// <summary>Reads the inputs of a case: plain, or as <c>{"text": …}</c>, <c>{"float": …}</c>, <c>{"bool": …}</c>, <c>{"none": true}</c>.</summary>
internal static class GoldenValue
{
    public static decimal Decimal(JsonNode value) =>
        decimal.Parse(value is JsonObject wrapped ? (string)(wrapped["text"] ?? wrapped["float"])! : value.ToString(), CultureInfo.InvariantCulture);

    public static decimal? OptionalDecimal(JsonNode? value) => value is null || IsNone(value) ? null : Decimal(value);

    /// <summary>A quantity is an integer: the facade takes no other, and neither does a storefront that asks for one.</summary>
    public static int Quantity(JsonNode? value) => value switch
    {
        null => 1,
        JsonValue number when number.GetValueKind() is JsonValueKind.Number && number.TryGetValue<int>(out var quantity) => quantity,
        _ => throw new InvalidQuantityException("A quantity is a whole number."),
    };

    public static string? Text(JsonNode? value) => value switch
    {
        null => null,
        JsonObject wrapped => (string?)wrapped["text"],
        _ => value.ToString(),
    };

    private static bool IsNone(JsonNode value) => value is JsonObject wrapped && wrapped.ContainsKey("none");
}
