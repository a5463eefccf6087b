using System.Globalization;
using System.Text.Json.Serialization;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>Describes what is wrong with one field of a request, or with one line of the cart.</summary>
/// <param name="Detail">What is wrong, for a person.</param>
/// <param name="Pointer">The JSON pointer to the field, such as <c>#/items/0/quantity</c>; null for a line that the request does not name.</param>
internal sealed record FieldError(
    string Detail, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Pointer)
{
    /// <summary>The code of what is wrong with the line.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Code { get; init; }

    /// <summary>The key of the line, such as <c>7:42</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>How many units are in stock.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Available { get; init; }

    /// <summary>The quantity that the line would have.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Requested { get; init; }

    /// <summary>The greatest quantity of a line.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Limit { get; init; }

    /// <summary>The unit price of the line.</summary>
    [JsonPropertyName("unit_price")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UnitPrice { get; init; }

    /// <summary>The unit price in the catalog today.</summary>
    [JsonPropertyName("catalog_price")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CatalogPrice { get; init; }

    /// <summary>What the lines must sum up to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Minimum { get; init; }

    /// <summary>What the lines sum up to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Summary { get; init; }

    /// <summary>Returns the error of a line.</summary>
    /// <param name="problem">What is wrong with the line.</param>
    /// <param name="pointer">Where in the request it stands; null if it does not.</param>
    public static FieldError Of(LineProblem problem, string? pointer = null) => new(problem.Message, pointer)
    {
        Code = problem.Code,
        Key = problem.Product.ToString(),
        Available = problem.Available,
        Requested = problem.Requested,
        Limit = problem.Limit,
        UnitPrice = Text(problem.UnitPrice),
        CatalogPrice = Text(problem.CatalogPrice),
    };

    private static string? Text(decimal? amount) => amount?.ToString(CultureInfo.InvariantCulture);
}
