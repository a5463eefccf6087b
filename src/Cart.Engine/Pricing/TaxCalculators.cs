namespace Cart.Engine;

/// <summary>Computes the tax of a cart.</summary>
/// <remarks>
/// An extension point; <see cref="NoTaxCalculator"/> is the default. It is called at most once for each version of a cart, and for an empty cart
/// only with <see cref="ChargesEmptyCarts"/>. The result is rounded to the currency, half away from zero, and may be negative.
/// </remarks>
public interface ITaxCalculator
{
    /// <summary>Gets whether an empty cart is charged, for example a fee. Default false: no tax, and the calculator is not called.</summary>
    bool ChargesEmptyCarts => false;

    /// <summary>Returns the tax, in the cart's currency.</summary>
    ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default);
}

/// <summary>Represents the input of a tax or shipping calculator.</summary>
/// <param name="Cart">The cart; it may be empty.</param>
/// <param name="Summary">The sum of the lines, before the discount.</param>
/// <param name="DiscountAmount">The amount of the discount; 0 without a valid one.</param>
public sealed record PricingContext(CartSnapshot Cart, decimal Summary, decimal DiscountAmount);

/// <summary>Computes no tax. The default.</summary>
internal sealed class NoTaxCalculator : ITaxCalculator
{
    /// <inheritdoc/>
    public ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default) => ValueTask.FromResult(0m);
}

/// <summary>Applies one tax rate to the whole cart, before or after the discount.</summary>
public sealed class FlatRateTaxCalculator : ITaxCalculator
{
    private readonly decimal _rate;
    private readonly bool _afterDiscount;

    /// <summary>Initializes the calculator.</summary>
    /// <param name="rate">The rate: 0.08 for 8 %. Range 0 to 1.</param>
    /// <param name="afterDiscount">Whether the discount is subtracted before the tax. Default true.</param>
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
