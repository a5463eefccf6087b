namespace Cart.Engine;

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
