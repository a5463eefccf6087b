using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cart.Engine;

/// <summary>An order as it was placed. Nothing that happens later to products, prices or discounts changes it.</summary>
public sealed record Order
{
    /// <summary>Gets the order's id.</summary>
    public required OrderId Id { get; init; }

    /// <summary>Gets the cart that became the order; no other order has it.</summary>
    public required CartId CartId { get; init; }

    /// <summary>Gets the version of the cart that was ordered.</summary>
    public required long CartVersion { get; init; }

    /// <summary>Gets the user who placed the order; null for a guest's, and after the user was made anonymous.</summary>
    public string? UserId { get; init; }

    /// <summary>Gets the lines, in the order of the cart.</summary>
    public required ImmutableArray<CartLine> Lines { get; init; }

    /// <summary>Gets the codes of the discounts that were taken off, as they are displayed.</summary>
    public ImmutableArray<string> DiscountCodes { get; init; } = [];

    /// <summary>What the order costs, and the currency.</summary>
    public required CartTotals Totals { get; init; }

    /// <summary>Gets when the order was committed, by the order store's clock.</summary>
    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>Gets the names of the products as sold, the delivery option, and whatever else the order records.</summary>
    public OrderDetails Details { get; init; } = OrderDetails.None;

    /// <summary>Gets the request that placed the order; null if it had no idempotency key.</summary>
    internal CheckoutOperation? Operation { get; init; }

    /// <summary>Returns the cart as it was ordered.</summary>
    public CartSnapshot ToCart() => new()
    {
        Id = CartId,
        Version = CartVersion,
        State = CartState.Ordered,
        Currency = Totals.Currency,
        UserId = UserId,
        Lines = Lines,
        DiscountCodes = DiscountCodes,
        ShippingOptionId = Details.ShippingOption?.Id,
        OrderId = Id,
    };
}

/// <summary>
/// Represents what an order records besides its lines and totals. An order store keeps it as one JSON document, so a new member needs no
/// new column.
/// </summary>
public sealed record OrderDetails
{
    /// <summary>Gets the details of an order that was placed before details were recorded.</summary>
    public static OrderDetails None { get; } = new();

    /// <summary>
    /// Gets the names of the products as sold, by the keys of the lines. A line is missing if the catalog did not know its product, and in
    /// orders that were placed before names were recorded.
    /// </summary>
    public IReadOnlyDictionary<LineKey, string> Names { get; init; } = ImmutableDictionary<LineKey, string>.Empty;

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
        var names = ImmutableDictionary.CreateBuilder<LineKey, string>();
        foreach (var (key, name) in document.Names ?? [])
        {
            if (LineKey.TryParse(key, out var line))
            {
                names[line] = name;
            }
        }

        return new OrderDetails { Names = names.ToImmutable(), ShippingOption = document.ShippingOption?.ToOption() };
    }

    private static string Clean(string text) => text.Replace("\0", "", StringComparison.Ordinal);
}

/// <summary>The JSON document of <see cref="OrderDetails"/>. Members are only added, never renamed: stored orders keep the old ones.</summary>
internal sealed record OrderDetailsDocument
{
    public Dictionary<string, string>? Names { get; init; }

    public Option? ShippingOption { get; init; }

    internal sealed record Option(string Id, string Name, string Price)
    {
        public ShippingOption ToOption() => new(Id, Name, decimal.Parse(Price, NumberStyles.Number, CultureInfo.InvariantCulture));
    }
}

/// <summary>How the document is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrderDetailsDocument))]
internal sealed partial class OrderDetailsContext : JsonSerializerContext;
