using System.Text.Json.Serialization;

namespace Cart.AspNetCore;

/// <summary>An order as the shopper sees it.</summary>
internal record OrderBody
{
    public required string Id { get; init; }

    [JsonPropertyName("placed_at")]
    public required DateTime PlacedAt { get; init; }

    public required string Currency { get; init; }

    public required IReadOnlyList<ItemBody> Items { get; init; }

    public required string Summary { get; init; }

    [JsonPropertyName("discount_code")]
    public required string? DiscountCode { get; init; }

    [JsonPropertyName("discount_amount")]
    public required string DiscountAmount { get; init; }

    public required string Tax { get; init; }

    public required string Shipping { get; init; }

    [JsonPropertyName("shipping_option")]
    public required ShippingOptionBody? ShippingOption { get; init; }

    public required string Total { get; init; }
}
