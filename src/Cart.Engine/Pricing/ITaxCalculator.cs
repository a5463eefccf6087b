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
