using System.Globalization;

namespace Cart.Engine;

/// <summary>Represents a discount: its amount, its validity and its uses.</summary>
public sealed record Discount
{
    /// <summary>Gets the code that shoppers enter. It never changes.</summary>
    public required DiscountCode Code { get; init; }

    /// <summary>Gets whether <see cref="Value"/> is a percentage or an amount. Default percent.</summary>
    public DiscountType Type { get; init; }

    /// <summary>
    /// Gets the value: 0 to 100 percent with at most 2 decimals, or an amount of 0 or more with at most 8 digits before the point and the decimals
    /// of the shop's currency after it.
    /// </summary>
    public required decimal Value { get; init; }

    /// <summary>Gets the minimum sum of the lines, before the discount, with at most the decimals of the shop's currency. Default 0.</summary>
    public decimal MinCartValue { get; init; }

    /// <summary>Gets the maximum number of orders that can use it; null for no limit.</summary>
    public long? MaxUses { get; init; }

    /// <summary>Gets the maximum number of orders of one user; null for no limit. Guests cannot use a discount with such a limit.</summary>
    public int? MaxUsesPerCustomer { get; init; }

    /// <summary>Gets whether the discount can be used. Default true.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>Gets the first moment of its validity; null for no beginning.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>Gets the last moment of its validity; null for no end.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Gets the total number of uses granted to orders. Only orders change it.</summary>
    public long Granted { get; init; }

    /// <summary>Gets the total number of uses given back. Only orders change it.</summary>
    public long Returned { get; init; }

    /// <summary>
    /// Gets the revision of the definition, which the store increases with each edit. An edit with a revision applies only to that revision; an
    /// edit with 0, the default, applies to any.
    /// </summary>
    public long Revision { get; init; }

    /// <summary>Gets the number of uses taken.</summary>
    public long CurrentUses => Granted - Returned;

    /// <summary>Formats <see cref="Value"/>: an amount with the currency's decimals, a percentage with two.</summary>
    /// <param name="currency">The currency of the shop.</param>
    public string FormatValue(Currency currency) =>
        Type is DiscountType.Percent ? Value.ToString("F2", CultureInfo.InvariantCulture) : currency.FormatExact(Value);

    /// <summary>Returns the amount that the discount takes off a sum, rounded to the currency; never more than the sum.</summary>
    public decimal AmountOff(decimal summary, Currency currency)
    {
        var amount = Type is DiscountType.Percent ? summary / 100 * Value : Value;
        return currency.Round(Math.Clamp(amount, 0, summary));
    }
}

/// <summary>Specifies the meaning of a discount's value.</summary>
public enum DiscountType
{
    /// <summary>A percentage of the sum of the lines.</summary>
    Percent,

    /// <summary>An amount, in the cart's currency.</summary>
    Fixed,
}

/// <summary>Represents the uses of a discount. Both counts only grow, so the higher of two readings is the later one.</summary>
/// <param name="Granted">The total number of uses granted to orders.</param>
/// <param name="Returned">The total number of uses given back.</param>
internal readonly record struct DiscountUses(long Granted, long Returned);

/// <summary>Decides whether a discount can be used.</summary>
internal static class DiscountRules
{
    /// <summary>Returns the first reason why a discount cannot be used; otherwise, null. Both ends of the validity are inclusive.</summary>
    /// <param name="discount">The discount.</param>
    /// <param name="summary">The sum of the lines, before the discount.</param>
    /// <param name="now">The time of the use, compared to the microsecond, as databases store it.</param>
    public static CartError? Check(Discount discount, decimal summary, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(discount);
        return discount switch
        {
            { IsActive: false } => CartErrors.DiscountInactive,
            { MaxUses: { } most } when discount.CurrentUses >= most => CartErrors.DiscountExhausted,
            { ValidFrom: { } from } when Microseconds(now) < Microseconds(from) => CartErrors.DiscountNotStarted,
            { ValidUntil: { } until } when Microseconds(now) > Microseconds(until) => CartErrors.DiscountExpired,
            _ when summary < discount.MinCartValue => CartErrors.DiscountMinimumNotMet,
            _ => null,
        };
    }

    /// <summary>Returns why a customer cannot use a discount; null if the customer can.</summary>
    /// <param name="discount">The discount.</param>
    /// <param name="userId">The customer; null for a guest.</param>
    /// <param name="uses">The customer's number of uses.</param>
    public static CartError? CheckCustomer(Discount discount, string? userId, long uses)
    {
        ArgumentNullException.ThrowIfNull(discount);
        return discount.MaxUsesPerCustomer is not { } most ? null
            : userId is null ? CartErrors.DiscountSignInRequired
            : uses >= most ? CartErrors.DiscountCustomerLimit
            : null;
    }

    private static long Microseconds(DateTimeOffset moment) => moment.UtcTicks / TimeSpan.TicksPerMicrosecond;
}
