using System.Globalization;

namespace Cart.Engine;

/// <summary>Represents the definition of a discount as a person enters it, possibly with mistakes.</summary>
internal sealed record DiscountInput
{
    /// <summary>Gets the code: 1 to 50 characters.</summary>
    public string? Code { get; init; }

    /// <summary>Gets the type: <c>percent</c>, the default, or <c>fixed</c>.</summary>
    public string? DiscountType { get; init; } = "percent";

    /// <summary>Gets the value of the discount.</summary>
    public decimal Value { get; init; }

    /// <summary>Gets the minimum sum of the lines. Default 0.</summary>
    public decimal MinCartValue { get; init; }

    /// <summary>Gets the maximum number of orders that can use it; null for no limit.</summary>
    public long? MaxUses { get; init; }

    /// <summary>Gets the maximum number of orders of one user; null for no limit.</summary>
    public int? MaxUsesPerCustomer { get; init; }

    /// <summary>Gets whether the discount can be used. Default true.</summary>
    public bool Active { get; init; } = true;

    /// <summary>Gets the first moment of its validity; null for no beginning.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>Gets the last moment of its validity; null for no end.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Reads the definition. Returns its errors; empty if <paramref name="discount"/> can be stored.</summary>
    /// <param name="discount">The discount.</param>
    /// <param name="currency">The currency of its amounts, which defines their decimals. Default null: two decimals.</param>
    /// <param name="stored">
    /// The discount that is edited. Values that it already has are accepted even if new discounts may not have them. Default null: a new discount.
    /// </param>
    public IReadOnlyList<DiscountFieldError> Read(out Discount discount, Currency? currency = null, Discount? stored = null)
    {
        var errors = new List<DiscountFieldError>();
        var code = ReadCode(stored is null, errors);
        var type = ReadType(errors);
        discount = new Discount
        {
            Code = code,
            Type = type ?? Engine.DiscountType.Fixed,
            Value = Value,
            MinCartValue = MinCartValue,
            MaxUses = MaxUses,
            MaxUsesPerCustomer = MaxUsesPerCustomer,
            IsActive = Active,
            ValidFrom = ValidFrom,
            ValidUntil = ValidUntil,
        };
        var others = DiscountValidator.Validate(discount, currency);
        errors.AddRange((stored is null ? others : DiscountValidator.WithoutKept(others, discount, stored)).Where(static error => error.Field != "code"));
        return errors;
    }

    private DiscountCode ReadCode(bool isNew, List<DiscountFieldError> errors)
    {
        var text = Code?.Trim() ?? "";
        if (!DiscountCode.TryParse(text, out var code))
        {
            var length = text.Length.ToString(CultureInfo.InvariantCulture);
            errors.Add(new("code", text.Length switch
            {
                0 => "This field cannot be blank.",
                > DiscountCode.MaxLength => $"Ensure this value has at most {DiscountCode.MaxLength} characters (it has {length}).",
                _ => "Enter a code with at least one visible character, and without control characters and broken surrogate pairs.",
            }));
        }
        else if (isNew && DiscountValidator.CheckNew(code) is { } error)
        {
            errors.Add(error);
        }

        return code;
    }

    private DiscountType? ReadType(List<DiscountFieldError> errors)
    {
        switch (DiscountType)
        {
            case "percent":
                return Engine.DiscountType.Percent;
            case "fixed":
                return Engine.DiscountType.Fixed;
            default:
                errors.Add(new("discount_type", $"Value '{DiscountType}' is not a valid choice."));
                return null;
        }
    }
}

/// <summary>Represents an invalid field of a discount's definition.</summary>
/// <param name="Field">The field, such as <c>valid_until</c>.</param>
/// <param name="Message">The problem, in English.</param>
public sealed record DiscountFieldError(string Field, string Message);

/// <summary>Validates the definition of a discount before it is stored.</summary>
internal static class DiscountValidator
{
    private const int MaxCustomerUses = 1000;

    // Eight digits before the point, as every store has them.
    private const int MaxIntegerDigits = 8;
    private const decimal AmountLimit = 100_000_000m;

    // A percentage does not depend on a currency.
    private const int PercentDecimals = 2;

    /// <summary>Returns the errors of a discount; empty if it can be stored.</summary>
    /// <param name="discount">The discount.</param>
    /// <param name="currency">The currency of its amounts, which defines their decimals. Default null: two decimals.</param>
    public static IReadOnlyList<DiscountFieldError> Validate(Discount discount, Currency? currency = null)
    {
        ArgumentNullException.ThrowIfNull(discount);
        var errors = new List<DiscountFieldError>();
        if (discount.Code == default)
        {
            errors.Add(new("code", "This field cannot be blank."));
        }

        if (!Enum.IsDefined(discount.Type))
        {
            errors.Add(new("discount_type", $"Value '{discount.Type}' is not a valid choice."));
        }

        CheckAmount("value", discount.Value, discount.Type is DiscountType.Percent ? null : currency, errors);
        if (discount.Type is DiscountType.Percent && discount.Value > 100)
        {
            errors.Add(new("value", "Percentage discounts cannot exceed 100% \u2014 value must be between 0 and 100."));
        }

        CheckAmount("min_cart_value", discount.MinCartValue, currency, errors);
        CheckCount("max_uses", discount.MaxUses ?? 0, errors);
        if (discount.MaxUsesPerCustomer is not (null or (>= 1 and <= MaxCustomerUses)))
        {
            errors.Add(new("max_uses_per_customer", $"Ensure this value is between 1 and {MaxCustomerUses}."));
        }

        CheckCount("current_uses", Math.Min(discount.Granted, Math.Min(discount.Returned, discount.CurrentUses)), errors);
        if (discount.ValidFrom > discount.ValidUntil)
        {
            errors.Add(new("valid_until", "valid_until must be the same as or later than valid_from."));
        }

        return errors;
    }

    /// <summary>Returns why a code is not allowed for a new discount; null if it is.</summary>
    internal static DiscountFieldError? CheckNew(DiscountCode code) => code.FindUnprintable() is { } unprintable
        ? new("code", $"Enter a code without {unprintable}: Unicode does not define how that character looks.")
        : null;

    /// <summary>Removes errors about amounts that an edit does not change: the shop's currency may have changed since.</summary>
    internal static IReadOnlyList<DiscountFieldError> WithoutKept(IReadOnlyList<DiscountFieldError> errors, Discount edited, Discount stored) =>
    [
        .. errors.Where(error => error.Field switch
        {
            "value" => edited.Value != stored.Value || edited.Type != stored.Type,
            "min_cart_value" => edited.MinCartValue != stored.MinCartValue,
            _ => true,
        }),
    ];

    private static void CheckAmount(string field, decimal amount, Currency? currency, List<DiscountFieldError> errors)
    {
        var decimals = currency?.Decimals ?? PercentDecimals;
        if (amount < 0)
        {
            errors.Add(new(field, $"Ensure this value is greater than or equal to {0m.ToString("F" + decimals, CultureInfo.InvariantCulture)}."));
        }

        if (amount != decimal.Round(amount, decimals))
        {
            var of = currency is { } named ? $" in {named.Code}" : "";
            errors.Add(new(field, decimals switch
            {
                PercentDecimals => "Ensure that there are no more than 2 decimal places.",
                0 => $"Ensure that there are no decimal places{of}.",
                _ => string.Create(CultureInfo.InvariantCulture, $"Ensure that there are no more than {decimals} decimal places{of}."),
            }));
        }

        if (Math.Abs(amount) >= AmountLimit)
        {
            var digits = (MaxIntegerDigits + decimals).ToString(CultureInfo.InvariantCulture);
            errors.Add(new(field, $"Ensure that there are no more than {digits} digits in total."));
        }
    }

    private static void CheckCount(string field, long count, List<DiscountFieldError> errors)
    {
        if (count < 0)
        {
            errors.Add(new(field, "Ensure this value is greater than or equal to 0."));
        }
    }
}
