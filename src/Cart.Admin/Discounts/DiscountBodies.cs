using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cart.Admin;

/// <summary>Represents a page of discounts, by their codes.</summary>
/// <param name="Discounts">The discounts.</param>
/// <param name="NextCursor">The cursor of the next page; null after the last discount.</param>
internal sealed record OperatorDiscountsBody(
    IReadOnlyList<OperatorDiscountBody> Discounts, [property: JsonPropertyName("next_cursor")] string? NextCursor);

/// <summary>Represents a discount as an operator sees it.</summary>
internal sealed record OperatorDiscountBody(
    string Code,
    [property: JsonPropertyName("discount_type")] string DiscountType,
    string Value,
    [property: JsonPropertyName("min_cart_value")] string MinCartValue,
    [property: JsonPropertyName("max_uses")] long? MaxUses,
    [property: JsonPropertyName("max_uses_per_customer")] int? MaxUsesPerCustomer,
    bool Active,
    [property: JsonPropertyName("valid_from")] DateTime? ValidFrom,
    [property: JsonPropertyName("valid_until")] DateTime? ValidUntil,
    [property: JsonPropertyName("current_uses")] long CurrentUses,
    long Revision)
{
    public static OperatorDiscountBody Of(Discount discount, Currency currency) => new(
        discount.Code.Text,
        discount.Type is Engine.DiscountType.Percent ? "percent" : "fixed",
        discount.FormatValue(currency),
        currency.FormatExact(discount.MinCartValue),
        discount.MaxUses,
        discount.MaxUsesPerCustomer,
        discount.IsActive,
        discount.ValidFrom?.UtcDateTime,
        discount.ValidUntil?.UtcDateTime,
        discount.CurrentUses,
        discount.Revision);
}

/// <summary>Represents the definition of a discount in a request.</summary>
internal sealed record DiscountDefinitionBody
{
    public const string Expected =
        """Send {"code":"SUMMER25","discount_type":"percent","value":"25.00"}, and whichever of min_cart_value, max_uses, max_uses_per_customer, active, valid_from and valid_until it needs.""";

    public string? Code { get; set; }

    [JsonPropertyName("discount_type")]
    public string DiscountType { get; set; } = "percent";

    [JsonRequired]
    [JsonConverter(typeof(MoneyConverter))]
    public decimal? Value { get; set; }

    [JsonPropertyName("min_cart_value")]
    [JsonConverter(typeof(MoneyConverter))]
    public decimal? MinCartValue { get; set; } = 0m;

    [JsonPropertyName("max_uses")]
    public long? MaxUses { get; set; }

    [JsonPropertyName("max_uses_per_customer")]
    public int? MaxUsesPerCustomer { get; set; }

    public bool Active { get; set; } = true;

    [JsonPropertyName("valid_from")]
    [JsonConverter(typeof(MomentConverter))]
    public DateTimeOffset? ValidFrom { get; set; }

    [JsonPropertyName("valid_until")]
    [JsonConverter(typeof(MomentConverter))]
    public DateTimeOffset? ValidUntil { get; set; }

    /// <summary>Returns the definition for validation by the engine.</summary>
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

/// <summary>Specifies how definitions are read: strictly.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.Strict,
    MaxDepth = 8)]
[JsonSerializable(typeof(DiscountDefinitionBody))]
internal sealed partial class DefinitionJsonContext : JsonSerializerContext;

/// <summary>Represents a discount for the pages.</summary>
internal sealed record DiscountView(Discount Discount, Currency Currency, DateTimeOffset Now)
{
    public DiscountCode Code => Discount.Code;

    public string Value => Discount.Type is DiscountType.Percent
        ? string.Create(CultureInfo.InvariantCulture, $"{Discount.Value:0.##} %")
        : Discount.FormatValue(Currency);

    public string Minimum => Currency.FormatExact(Discount.MinCartValue);

    public string Uses => Discount.MaxUses is { } most
        ? string.Create(CultureInfo.InvariantCulture, $"{Discount.CurrentUses} of {most}")
        : Discount.CurrentUses.ToString(CultureInfo.InvariantCulture);

    public string UsesPerCustomer => Discount.MaxUsesPerCustomer is { } most
        ? string.Create(CultureInfo.InvariantCulture, $"at most {most}")
        : "unlimited";

    public DateTime? ValidFrom => Discount.ValidFrom?.UtcDateTime;

    public DateTime? ValidUntil => Discount.ValidUntil?.UtcDateTime;

    /// <summary>Gets the state of the discount, or why it cannot be used, and the state of a cart with the same look.</summary>
    public (string Name, string Look) Status => StatusOf(DiscountRules.Check(Discount, decimal.MaxValue, Now));

    private static (string Name, string Look) StatusOf(CartError? error) => error is null ? ("valid", "open")
        : error.Is(CartErrors.DiscountInactive) ? ("inactive", "merged")
        : error.Is(CartErrors.DiscountExhausted) ? ("used up", "merged")
        : error.Is(CartErrors.DiscountNotStarted) ? ("not started", "merging")
        : ("expired", "merged");
}
