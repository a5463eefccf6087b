using System.Text.Json.Serialization;

namespace Cart.AspNetCore;

/// <summary>A page of discounts, by their codes.</summary>
internal sealed record OperatorDiscountsBody
{
    public required IReadOnlyList<OperatorDiscountBody> Discounts { get; init; }

    /// <summary>The cursor of the next page; null behind the last discount.</summary>
    [JsonPropertyName("next_cursor")]
    public required string? NextCursor { get; init; }
}
