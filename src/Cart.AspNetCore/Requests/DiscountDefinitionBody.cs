using System.Text.Json.Serialization;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>The definition of a discount as an operator sends it.</summary>
internal sealed record DiscountDefinitionBody
{
    public const string Expected =
        """Send {"code":"SUMMER25","discount_type":"percent","value":"25.00"}, and whichever of min_cart_value, max_uses, max_uses_per_customer, active, valid_from and valid_until it needs.""";

    public string? Code { get; init; }

    // Not init where there is a default: generated code would set an init property that is absent to nothing.
    [JsonPropertyName("discount_type")]
    public string DiscountType { get; set; } = "percent";

    [JsonConverter(typeof(MoneyJsonConverter))]
    public required decimal? Value { get; init; }

    [JsonPropertyName("min_cart_value")]
    [JsonConverter(typeof(MoneyJsonConverter))]
    public decimal? MinCartValue { get; set; } = 0m;

    [JsonPropertyName("max_uses")]
    public long? MaxUses { get; init; }

    [JsonPropertyName("max_uses_per_customer")]
    public int? MaxUsesPerCustomer { get; init; }

    public bool Active { get; set; } = true;

    [JsonPropertyName("valid_from")]
    [JsonConverter(typeof(MomentJsonConverter))]
    public DateTimeOffset? ValidFrom { get; init; }

    [JsonPropertyName("valid_until")]
    [JsonConverter(typeof(MomentJsonConverter))]
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Returns the definition as a person would enter it.</summary>
    /// <param name="code">The code that it is for.</param>
    public DiscountInput For(string? code) => new()
    {
        Code = code,
        DiscountType = DiscountType,
        Value = Value ?? 0m,
        MinCartValue = MinCartValue ?? 0m,
        MaxUses = MaxUses,
        MaxUsesPerCustomer = MaxUsesPerCustomer,
        Active = Active,
        ValidFrom = ValidFrom,
        ValidUntil = ValidUntil,
    };
}
