namespace Cart.Engine;

/// <summary>When a discount can be used.</summary>
public static class DiscountRules
{
    /// <summary>Returns the first reason why a discount cannot be used, or null. The window includes both of its ends.</summary>
    /// <param name="discount">The discount.</param>
    /// <param name="summary">The sum of the lines, before the discount.</param>
    /// <param name="now">The moment of the use. Moments are compared to the microsecond, which is what databases keep.</param>
    public static DiscountProblem? Check(Discount discount, decimal summary, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(discount);
        return discount switch
        {
            { IsActive: false } => DiscountProblem.Inactive,
            { MaxUses: { } most } when discount.CurrentUses >= most => DiscountProblem.Exhausted,
            { ValidFrom: { } from } when Microseconds(now) < Microseconds(from) => DiscountProblem.NotStarted,
            { ValidUntil: { } until } when Microseconds(now) > Microseconds(until) => DiscountProblem.Expired,
            _ when summary < discount.MinCartValue => DiscountProblem.MinimumNotMet,
            _ => null,
        };
    }

    /// <summary>Returns why a customer cannot use a discount (again), or null.</summary>
    /// <param name="discount">The discount.</param>
    /// <param name="userId">The customer; null for a guest.</param>
    /// <param name="uses">How many uses the customer has.</param>
    public static DiscountProblem? CheckCustomer(Discount discount, string? userId, long uses)
    {
        ArgumentNullException.ThrowIfNull(discount);
        return discount.MaxUsesPerCustomer is not { } most ? null
            : userId is null ? DiscountProblem.SignInRequired
            : uses >= most ? DiscountProblem.CustomerLimit
            : null;
    }

    private static long Microseconds(DateTimeOffset moment) => moment.UtcTicks / TimeSpan.TicksPerMicrosecond;
}
