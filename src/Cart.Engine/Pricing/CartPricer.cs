namespace Cart.Engine;

/// <summary>Computes what carts cost, with the host's calculators and the discounts.</summary>
public sealed class CartPricer(DiscountService discounts, ITaxCalculator tax, IShippingCalculator shipping, TimeProvider time)
{
    /// <summary>Starts the pricing of a cart, as of now. Nothing is computed before it is asked for.</summary>
    public CartPricing Price(CartSnapshot cart) => new(cart, time.GetUtcNow(), discounts, tax, shipping);
}
