using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>Computes what carts cost, with the host's calculators and the discounts.</summary>
/// <param name="discounts">The discounts.</param>
/// <param name="tax">The tax.</param>
/// <param name="shipping">The shipping.</param>
/// <param name="time">The clock.</param>
/// <param name="options">Says which differences from the catalog are warned of.</param>
/// <param name="catalog">The products that lines are compared with; null if the host has no catalog.</param>
public sealed class CartPricer(
    DiscountService discounts,
    ITaxCalculator tax,
    IShippingCalculator shipping,
    TimeProvider time,
    IOptions<CartOptions> options,
    IProductCatalog? catalog = null)
{
    /// <summary>Starts the pricing of a cart, as of now. Nothing is computed before it is asked for.</summary>
    /// <param name="cart">The cart.</param>
    /// <param name="products">The products of its lines, as the catalog has them; null to ask the catalog where they are needed.</param>
    public CartPricing Price(CartSnapshot cart, IReadOnlyDictionary<ProductKey, Product>? products = null) =>
        new(cart, time.GetUtcNow(), discounts, tax, shipping, new CatalogCheck(catalog, options.Value), products);
}
