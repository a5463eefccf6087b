
namespace Cart.AspNetCore;

/// <summary>A cart as the shopper sees it. Amounts are null when they are too great to be counted exactly.</summary>
internal sealed record CartBody
{
    public required long Version { get; init; }

    public required string Currency { get; init; }

    public required long Count { get; init; }

    public required int UniqueCount { get; init; }

    public required IReadOnlyList<ItemBody> Items { get; init; }

    public required string? Summary { get; init; }

    public required string? DiscountCode { get; init; }

    public required string? DiscountAmount { get; init; }

    public required string? Tax { get; init; }

    public required string? Shipping { get; init; }

    public required string? Total { get; init; }

    public required DateTime? ExpiresAt { get; init; }

    public required IReadOnlyList<WarningBody> Warnings { get; init; }
}
