using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>The definition of a discount that an operator wants to create.</summary>
internal static class DiscountDefinition
{
    /// <summary>Returns what is wrong with it; nothing if <paramref name="discount"/> can be stored.</summary>
    public static IReadOnlyList<DiscountFieldError> Read(DiscountInput input, Currency currency, out Discount discount)
    {
        var errors = input.Read(out discount, currency);
        return errors.Count > 0 || CodeInPath.CanHold(discount.Code)
            ? errors
            : [new DiscountFieldError("code", "Choose a code of more than dots, which cannot stand in an address.")];
    }
}
