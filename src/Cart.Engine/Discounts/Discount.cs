using System.Globalization;

namespace Cart.Engine;

/// <summary>A discount: what it takes off, when it is valid, and how often it was used.</summary>
public sealed record Discount
{
    /// <summary>The code by which it is applied. Never changes.</summary>
    public required DiscountCode Code { get; init; }

    /// <summary>How <see cref="Value"/> is meant. Default percent.</summary>
    public DiscountType Type { get; init; }

    /// <summary>
    /// Gets what it takes off: 0 to 100 percent with at most 2 decimals, or an amount of 0 or more with at most 8 digits before the point and
    /// the decimals of the shop's currency behind it.
    /// </summary>
    public required decimal Value { get; init; }

    /// <summary>Gets the least sum of the lines, before the discount, with at most the decimals of the shop's currency. Default 0.</summary>
    public decimal MinCartValue { get; init; }

    /// <summary>How many orders can use it; null for any number.</summary>
    public long? MaxUses { get; init; }

    /// <summary>How many orders of one user can use it; null for any number. Guests cannot use a discount that has such a limit.</summary>
    public int? MaxUsesPerCustomer { get; init; }

    /// <summary>Whether it can be used at all. Default true.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>The first moment at which it is valid; null for no beginning.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>The last moment at which it is valid; null for no end.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>How many uses were ever granted to orders. Only orders change it.</summary>
    public long Granted { get; init; }

    /// <summary>How many uses were given back. Only orders change it.</summary>
    public long Returned { get; init; }

    /// <summary>
    /// The number of the definition, which grows with each edit. The store sets it. An edit that carries one takes effect on no other; with
    /// 0, the default, it takes effect on any.
    /// </summary>
    public long Revision { get; init; }

    /// <summary>How many uses are taken.</summary>
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
