using System.Text.Json.Serialization;

namespace Cart.AspNetCore;

/// <summary>What is wrong with one field of a request, or one part of the cart.</summary>
/// <param name="Detail">What is wrong, for a person.</param>
/// <param name="Pointer">The JSON pointer to the field, such as <c>#/items/0/quantity</c>; at a checkout to the part of the cart.</param>
internal sealed record FieldError(string Detail, string Pointer)
{
    /// <summary>What is wrong, for programs; null where the code of the problem says it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Code { get; init; }

    /// <summary>The product at fault.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>The quantity that was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Requested { get; init; }

    /// <summary>The number of units in stock, where the shop says it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Available { get; init; }

    /// <summary>The unit price in the cart, where it is not the catalog's.</summary>
    [JsonPropertyName("unit_price")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UnitPrice { get; init; }

    /// <summary>The unit price in the catalog.</summary>
    [JsonPropertyName("catalog_price")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CatalogPrice { get; init; }

    /// <summary>What the lines must sum up to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Minimum { get; init; }

    /// <summary>What the lines sum up to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Summary { get; init; }
}
