using System.Diagnostics.CodeAnalysis;

namespace Cart.Engine;

/// <summary>What a cart costs. All amounts have the currency's decimals, and always add up.</summary>
public sealed record CartTotals
{
    // By the currency's decimals: from here on, a decimal no longer keeps every one of them.
    private static readonly decimal[] Bounds = [1e28m, 1e27m, 1e26m, 1e25m, 1e24m];

    /// <summary>Makes totals of their parts, each rounded to the currency; the total follows from them.</summary>
    /// <param name="currency">The currency of all amounts.</param>
    /// <param name="summary">The sum of the lines, 0 or more.</param>
    /// <param name="discountAmount">What the discount takes off, 0 to <paramref name="summary"/>.</param>
    /// <param name="tax">The tax.</param>
    /// <param name="shipping">The price of shipping.</param>
    public CartTotals(Currency currency, decimal summary, decimal discountAmount = 0, decimal tax = 0, decimal shipping = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(summary);
        ArgumentOutOfRangeException.ThrowIfNegative(discountAmount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(discountAmount, summary);
        Currency = currency;
        Summary = currency.Round(summary);
        DiscountAmount = currency.Round(discountAmount);
        Tax = currency.Round(tax);
        Shipping = currency.Round(shipping);
    }

    /// <summary>The currency of all amounts.</summary>
    public Currency Currency { get; }

    /// <summary>The sum of the lines.</summary>
    public decimal Summary { get; }

    /// <summary>What the discount takes off the sum.</summary>
    public decimal DiscountAmount { get; }

    /// <summary>The tax.</summary>
    public decimal Tax { get; }

    /// <summary>The price of shipping.</summary>
    public decimal Shipping { get; }

    /// <summary>What is to be paid: summary - discount + tax + shipping, never below zero.</summary>
    public decimal Total => Currency.Round(Math.Max(Summary - DiscountAmount + Tax + Shipping, 0));

    /// <summary>
    /// Sums the lines of a cart, unless the sum has more than 28 digits with its decimals, where a decimal no longer keeps every cent.
    /// </summary>
    public static bool TrySum(CartSnapshot cart, out decimal summary)
    {
        ArgumentNullException.ThrowIfNull(cart);
        summary = 0;
        foreach (var line in cart.Lines)
        {
            summary += line.TotalPrice;
            if (!IsExact(cart.Currency, summary))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Makes totals of their parts, unless one of them, or the total, has more than 28 digits with its decimals. For parts that a
    /// host's calculators computed.
    /// </summary>
    /// <inheritdoc cref="CartTotals(Currency, decimal, decimal, decimal, decimal)"/>
    public static bool TryCreate(
        Currency currency,
        decimal summary,
        decimal discountAmount,
        decimal tax,
        decimal shipping,
        [NotNullWhen(true)] out CartTotals? totals)
    {
        // Each part is below 10^28, so that no sum of four can overflow a decimal.
        totals = IsExact(currency, summary) && IsExact(currency, tax) && IsExact(currency, shipping)
            ? new CartTotals(currency, summary, discountAmount, tax, shipping)
            : null;
        totals = totals is not null && IsExact(currency, totals.Total) ? totals : null;
        return totals is not null;
    }

    private static bool IsExact(Currency currency, decimal amount) => Math.Abs(amount) < Bounds[currency.Decimals];
}
