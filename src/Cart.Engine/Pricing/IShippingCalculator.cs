namespace Cart.Engine;

/// <summary>Prices the shipping of a cart, and lists the ways to ship it.</summary>
/// <remarks>
/// An extension point; <see cref="FreeShippingCalculator"/> is the default. Each method is asked at most once for each version of a
/// cart, for an empty one only with <see cref="ChargesEmptyCarts"/>. Prices are rounded to the currency, half away from zero, and may be negative.
/// </remarks>
public interface IShippingCalculator
{
    /// <summary>Gets whether a cart without lines is charged, as for a fee. Default false: it costs no shipping, and the calculator is not asked.</summary>
    bool ChargesEmptyCarts => false;

    /// <summary>Returns the price of shipping while the shopper has selected no option, in the cart's currency.</summary>
    ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default);

    /// <summary>Returns the options that a shopper can select from.</summary>
    ValueTask<IReadOnlyList<ShippingOption>> GetOptionsAsync(PricingContext context, CancellationToken cancellationToken = default);
}
