namespace Cart.Engine;

/// <summary>Checks the definition of a discount before it is stored.</summary>
public static class DiscountValidator
{
    private const int MaxCustomerUses = 1000;

    private const decimal MaxAmount = 99_999_999.99m;

    /// <summary>Returns what is wrong with a discount; nothing if it can be stored.</summary>
    public static IReadOnlyList<DiscountFieldError> Validate(Discount discount)
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

        CheckAmount("value", discount.Value, errors);
        if (discount.Type is DiscountType.Percent && discount.Value > 100)
        {
            errors.Add(new("value", "Percentage discounts cannot exceed 100% \u2014 value must be between 0 and 100."));
        }

        CheckAmount("min_cart_value", discount.MinCartValue, errors);
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

    private static void CheckAmount(string field, decimal amount, List<DiscountFieldError> errors)
    {
        if (amount < 0)
        {
            errors.Add(new(field, "Ensure this value is greater than or equal to 0.00."));
        }

        if (amount != decimal.Round(amount, 2))
        {
            errors.Add(new(field, "Ensure that there are no more than 2 decimal places."));
        }

        if (Math.Abs(amount) > MaxAmount)
        {
            errors.Add(new(field, "Ensure that there are no more than 10 digits in total."));
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
