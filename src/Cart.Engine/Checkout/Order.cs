using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cart.Engine;

/// <summary>Represents an order as it was placed. Later changes of products, prices or discounts do not affect it.</summary>
public sealed record Order
{
    /// <summary>Gets the order's id.</summary>
    public required OrderId Id { get; init; }

    /// <summary>Gets the cart that became the order. No other order has it.</summary>
    public required CartId CartId { get; init; }

    /// <summary>Gets the version of the cart that was ordered.</summary>
    public required long CartVersion { get; init; }

    /// <summary>Gets the user who placed the order; null for a guest, and after the user was made anonymous.</summary>
    public string? UserId { get; init; }

    /// <summary>Gets the lines, in the order of the cart.</summary>
    public required ImmutableArray<CartLine> Lines { get; init; }

    /// <summary>Gets the codes of the applied discounts in their display form.</summary>
    public ImmutableArray<string> DiscountCodes { get; init; } = [];

    /// <summary>Gets the amounts of the order and the currency.</summary>
    public required CartTotals Totals { get; init; }

    /// <summary>Gets the time of the commit, by the order store's clock.</summary>
    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>Gets the names of the products as sold, the delivery option, and any other recorded details.</summary>
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
/// Represents what an order records besides its lines and totals. An order store keeps it as one JSON document, so a new member needs no new
/// column.
/// </summary>
public sealed record OrderDetails
{
    /// <summary>Gets the details of an order that was placed before details were recorded.</summary>
    public static OrderDetails None { get; } = new();

    /// <summary>
    /// Gets the names of the products as sold, by line key. A line is missing if the catalog did not have its product, and in orders that were
    /// placed before names were recorded.
    /// </summary>
    public IReadOnlyDictionary<LineKey, string> Names { get; init; } = ImmutableDictionary<LineKey, string>.Empty;

    /// <summary>Gets the selected delivery option, at its price in the order; null if none was selected.</summary>
    public ShippingOption? ShippingOption { get; init; }

    /// <summary>Returns the details as a JSON object. The character U+0000, which databases refuse, is removed.</summary>
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

    /// <summary>Parses the result of <see cref="ToJson"/>; null gives <see cref="None"/>. Members of later versions are ignored.</summary>
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

/// <summary>Represents the JSON document of <see cref="OrderDetails"/>. Members are only added, never renamed, because orders are stored.</summary>
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
