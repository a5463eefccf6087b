using System.Globalization;

namespace Cart.Engine;

/// <summary>A discount: what it takes off, when it is valid, and how often it was used.</summary>
public sealed record Discount
{
    /// <summary>Gets the code by which it is applied. Never changes.</summary>
    public required DiscountCode Code { get; init; }

    /// <summary>How <see cref="Value"/> is meant. Default percent.</summary>
    public DiscountType Type { get; init; }

    /// <summary>
    /// Gets what it takes off: 0 to 100 percent with at most 2 decimals, or an amount of 0 or more with at most 8 digits before the point and
    /// the decimals of the shop's currency behind it.
    /// </summary>
    public required decimal Value { get; init; }

    /// <summary>Gets the minimum sum of the lines, before the discount, with at most the decimals of the shop's currency. Default 0.</summary>
    public decimal MinCartValue { get; init; }

    /// <summary>Gets how many orders can use it; null for any number.</summary>
    public long? MaxUses { get; init; }

    /// <summary>Gets how many orders of one user can use it; null for any number. Guests cannot use a discount that has such a limit.</summary>
    public int? MaxUsesPerCustomer { get; init; }

    /// <summary>Gets whether it can be used at all. Default true.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>Gets the first moment at which it is valid; null for no beginning.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>Gets the last moment at which it is valid; null for no end.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Gets how many uses were ever granted to orders. Only orders change it.</summary>
    public long Granted { get; init; }

    /// <summary>Gets how many uses were given back. Only orders change it.</summary>
    public long Returned { get; init; }

    /// <summary>
    /// Gets the number of the definition, which grows with each edit. The store sets it. An edit that carries one takes effect on no other; with
    /// 0, the default, it takes effect on any.
    /// </summary>
    public long Revision { get; init; }

    /// <summary>Gets how many uses are taken.</summary>
    public long CurrentUses => Granted - Returned;

    /// <summary>Writes <see cref="Value"/>: an amount with the currency's decimals, a percentage with two.</summary>
    /// <param name="currency">The currency of the shop.</param>
    public string FormatValue(Currency currency) =>
        Type is DiscountType.Percent ? Value.ToString("F2", CultureInfo.InvariantCulture) : currency.FormatExact(Value);

    /// <summary>Returns what the discount takes off a sum, rounded to the currency; never more than the sum.</summary>
    public decimal AmountOff(decimal summary, Currency currency)
    {
        var amount = Type is DiscountType.Percent ? summary / 100 * Value : Value;
        return currency.Round(Math.Clamp(amount, 0, summary));
    }
}

/// <summary>How a discount's value is meant.</summary>
public enum DiscountType
{
    /// <summary>Percent of the sum of the lines.</summary>
    Percent,

    /// <summary>An amount, in the cart's currency.</summary>
    Fixed,
}

/// <summary>How often a discount was used. Both counts only grow, so the greater of two readings is the later one.</summary>
/// <param name="Granted">How many uses were ever granted to orders.</param>
/// <param name="Returned">How many uses were given back.</param>
internal readonly record struct DiscountUses(long Granted, long Returned);

/// <summary>When a discount can be used.</summary>
internal static class DiscountRules
{
    /// <summary>Returns the first reason why a discount cannot be used, or null. The window includes both of its ends.</summary>
    /// <param name="discount">The discount.</param>
    /// <param name="summary">The sum of the lines, before the discount.</param>
    /// <param name="now">The moment of the use. Moments are compared to the microsecond, which is what databases keep.</param>
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

    /// <summary>Returns why a customer cannot use a discount (again), or null.</summary>
    /// <param name="discount">The discount.</param>
    /// <param name="userId">The customer; null for a guest.</param>
    /// <param name="uses">How many uses the customer has.</param>
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
