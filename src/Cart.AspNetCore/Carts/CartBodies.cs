using System.Text.Json.Serialization;

namespace Cart.AspNetCore;

/// <summary>A cart as the shopper sees it. Amounts are null when they are too great to be counted exactly.</summary>
internal sealed record CartBody
{
    public required long Version { get; init; }

    public required string Currency { get; init; }

    public required long Count { get; init; }

    [JsonPropertyName("unique_count")]
    public required int UniqueCount { get; init; }

    public required IReadOnlyList<ItemBody> Items { get; init; }

    public required string? Summary { get; init; }

    [JsonPropertyName("discount_code")]
    public required string? DiscountCode { get; init; }

    [JsonPropertyName("discount_amount")]
    public required string? DiscountAmount { get; init; }

    public required string? Tax { get; init; }

    public required string? Shipping { get; init; }

    [JsonPropertyName("shipping_option")]
    public required ShippingOptionBody? ShippingOption { get; init; }

    public required string? Total { get; init; }

    [JsonPropertyName("expires_at")]
    public required DateTime? ExpiresAt { get; init; }

    public required IReadOnlyList<Remark> Warnings { get; init; }
}

/// <summary>No more than what a change did, for clients that prefer that: how much the cart holds, and the lines that changed.</summary>
internal sealed record ChangeBody
{
    public required long Version { get; init; }

    public required long Count { get; init; }

    [JsonPropertyName("unique_count")]
    public required int UniqueCount { get; init; }

    /// <summary>The lines that changed, as they are now; one that was removed has quantity 0.</summary>
    public required IReadOnlyList<ItemBody> Items { get; init; }
}
