namespace Cart.Engine;

/// <summary>Computes the tax of a cart.</summary>
/// <remarks>
/// An extension point; <see cref="NoTaxCalculator"/> is the default. It is asked at most once for each version of a cart, but for an
/// empty one only with <see cref="ChargesEmptyCarts"/>. Its answer is rounded to the currency, half away from zero, and may be negative.
/// </remarks>
public interface ITaxCalculator
{
    /// <summary>Gets whether a cart without lines is charged, as for a fee. Default false: it costs no tax, and the calculator is not asked.</summary>
    bool ChargesEmptyCarts => false;

    /// <summary>Returns the tax, in the cart's currency.</summary>
    ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default);
}

/// <summary>What a tax or shipping calculator is told: the cart, and what it costs so far.</summary>
/// <param name="Cart">The cart as it is priced; it may be empty.</param>
/// <param name="Summary">The sum of the lines, before the discount.</param>
/// <param name="DiscountAmount">What the discount takes off the sum; 0 without a valid one.</param>
public sealed record PricingContext(CartSnapshot Cart, decimal Summary, decimal DiscountAmount);

/// <summary>Computes no tax. The default.</summary>
internal sealed class NoTaxCalculator : ITaxCalculator
{
    /// <inheritdoc/>
    public ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default) => ValueTask.FromResult(0m);
}

/// <summary>Takes one rate of the whole cart, before or after the discount.</summary>
public sealed class FlatRateTaxCalculator : ITaxCalculator
{
    private readonly decimal _rate;
    private readonly bool _afterDiscount;

    /// <summary>Makes the calculator.</summary>
    /// <param name="rate">The rate: 0.08 for 8 %. Range 0 to 1.</param>
    /// <param name="afterDiscount">Whether the discount is taken off before the tax. Default true: what is not paid is not taxed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is below 0 or above 1.</exception>
    public FlatRateTaxCalculator(decimal rate, bool afterDiscount = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rate, 1);
        (_rate, _afterDiscount) = (rate, afterDiscount);
    }

    /// <inheritdoc/>
    public ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult(_rate * (_afterDiscount ? context.Summary - context.DiscountAmount : context.Summary));
    }
}
