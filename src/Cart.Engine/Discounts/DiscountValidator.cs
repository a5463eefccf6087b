using System.Globalization;

namespace Cart.Engine;

/// <summary>Checks the definition of a discount before it is stored.</summary>
public static class DiscountValidator
{
    private const int MaxCustomerUses = 1000;

    // Eight digits before the point, as every store keeps them.
    private const int MaxIntegerDigits = 8;
    private const decimal AmountLimit = 100_000_000m;

    // A percentage is not an amount of a currency.
    private const int PercentDecimals = 2;

    /// <summary>Returns what is wrong with a discount; nothing if it can be stored.</summary>
    /// <param name="discount">The discount.</param>
    /// <param name="currency">The currency of its amounts, which says how many decimals they can have. Default null: two decimals.</param>
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

    /// <summary>Returns why a new discount cannot have a code; null if it can.</summary>
    internal static DiscountFieldError? CheckNew(DiscountCode code) => code.FindUnprintable() is { } unprintable
        ? new("code", $"Enter a code without {unprintable}: Unicode does not define how that character looks.")
        : null;

    /// <summary>Leaves off what is wrong with amounts that an edit keeps: the shop may have changed its currency since they were stored.</summary>
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
