namespace Cart.AspNetCore;

/// <summary>An order as the shopper sees it.</summary>
internal sealed record OrderBody
{
    public required string Id { get; init; }

    public required DateTime PlacedAt { get; init; }

    public required string Currency { get; init; }

    public required IReadOnlyList<ItemBody> Items { get; init; }

    public required string Summary { get; init; }

    public required string? DiscountCode { get; init; }

    public required string DiscountAmount { get; init; }

    public required string Tax { get; init; }

    public required string Shipping { get; init; }

    public required string Total { get; init; }
}
