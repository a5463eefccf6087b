using System.Globalization;
using System.Text.Json.Serialization;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>Something about the cart that the shopper should know.</summary>
/// <param name="Code">The code, for programs.</param>
/// <param name="Detail">What it is, for a person.</param>
internal sealed record WarningBody(string Code, string Detail)
{
    /// <summary>The key of the line, such as <c>7:42</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>How many units are in stock.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Available { get; init; }

    /// <summary>The quantity that was wanted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Requested { get; init; }

    /// <summary>The limit of a quantity, or of lines.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Limit { get; init; }

    /// <summary>The unit price of the line.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UnitPrice { get; init; }

    /// <summary>The unit price in the catalog today.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CatalogPrice { get; init; }

    /// <summary>Returns what a warning says.</summary>
    public static WarningBody Of(CartWarning warning) => new(warning.Code, warning.Message)
    {
        Key = warning.Line?.Product.ToString(),
        Available = warning.Line?.Available,
        Requested = warning.Line?.Requested,
        Limit = warning.Line?.Limit,
        UnitPrice = warning.Line?.UnitPrice?.ToString(CultureInfo.InvariantCulture),
        CatalogPrice = warning.Line?.CatalogPrice?.ToString(CultureInfo.InvariantCulture),
    };
}
