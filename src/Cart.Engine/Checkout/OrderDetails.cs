using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Cart.Engine;

/// <summary>
/// Represents what an order records besides its lines and totals. An order store keeps it as one JSON document, so a new member needs no
/// new column.
/// </summary>
public sealed record OrderDetails
{
    /// <summary>Gets the details of an order that was placed before details were recorded.</summary>
    public static OrderDetails None { get; } = new();

    /// <summary>
    /// Gets the names of the products as sold. A product is missing if the catalog did not know it, and in orders that were placed before
    /// names were recorded.
    /// </summary>
    public IReadOnlyDictionary<ProductKey, string> Names { get; init; } = ImmutableDictionary<ProductKey, string>.Empty;

    /// <summary>Gets the delivery option that was selected, at its price in the order; null if none was.</summary>
    public ShippingOption? ShippingOption { get; init; }

    /// <summary>Returns the details as a JSON object. Text is stored without the character U+0000, which databases refuse.</summary>
    public string ToJson()
    {
        var document = new OrderDetailsDocument
        {
            Names = Names.Count == 0 ? null : Names.ToDictionary(static name => name.Key.ToString(), static name => Clean(name.Value)),
            ShippingOption = ShippingOption is { } option
                ? new OrderDetailsDocument.Option(Clean(option.Id), Clean(option.Name), option.Price.ToString(CultureInfo.InvariantCulture))
                : null,
        };
        return JsonSerializer.Serialize(document, OrderDetailsContext.Default.OrderDetailsDocument);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote; null is <see cref="None"/>. Members of later versions are ignored.</summary>
    /// <exception cref="JsonException">The text is not a JSON object with these members.</exception>
    public static OrderDetails Parse(string? json)
    {
        if (json is null)
        {
            return None;
        }

        var document = JsonSerializer.Deserialize(json, OrderDetailsContext.Default.OrderDetailsDocument)
            ?? throw new JsonException("The details of an order are a JSON object.");
        var names = ImmutableDictionary.CreateBuilder<ProductKey, string>();
        foreach (var (key, name) in document.Names ?? [])
        {
            if (ProductKey.TryParse(key, out var product))
            {
                names[product] = name;
            }
        }

        return new OrderDetails { Names = names.ToImmutable(), ShippingOption = document.ShippingOption?.ToOption() };
    }

    private static string Clean(string text) => text.Replace("\0", "", StringComparison.Ordinal);
}
