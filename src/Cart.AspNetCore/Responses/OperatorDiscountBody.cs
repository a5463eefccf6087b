using System.Text.Json.Serialization;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>A discount as an operator sees it.</summary>
internal sealed record OperatorDiscountBody
{
    public required string Code { get; init; }

    [JsonPropertyName("discount_type")]
    public required string DiscountType { get; init; }

    public required string Value { get; init; }

    [JsonPropertyName("min_cart_value")]
    public required string MinCartValue { get; init; }

    [JsonPropertyName("max_uses")]
    public required long? MaxUses { get; init; }

    [JsonPropertyName("max_uses_per_customer")]
    public required int? MaxUsesPerCustomer { get; init; }

    public required bool Active { get; init; }

    [JsonPropertyName("valid_from")]
    public required DateTime? ValidFrom { get; init; }

    [JsonPropertyName("valid_until")]
    public required DateTime? ValidUntil { get; init; }

    /// <summary>How many orders have used it, without those that gave their use back.</summary>
    [JsonPropertyName("current_uses")]
    public required long CurrentUses { get; init; }

    /// <summary>The number of the definition, which grows with each edit.</summary>
    public required long Revision { get; init; }

    public static OperatorDiscountBody Of(Discount discount, Currency currency) => new()
    {
        Code = discount.Code.Text,
        DiscountType = discount.Type is Engine.DiscountType.Percent ? "percent" : "fixed",
        Value = discount.FormatValue(currency),
        MinCartValue = currency.FormatExact(discount.MinCartValue),
        MaxUses = discount.MaxUses,
        MaxUsesPerCustomer = discount.MaxUsesPerCustomer,
        Active = discount.IsActive,
        ValidFrom = discount.ValidFrom?.UtcDateTime,
        ValidUntil = discount.ValidUntil?.UtcDateTime,
        CurrentUses = discount.CurrentUses,
        Revision = discount.Revision,
    };
}
