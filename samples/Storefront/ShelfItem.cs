using Cart.Engine;

namespace Storefront;

/// <summary>A product and how many of it are in stock.</summary>
internal sealed record ShelfItem(Product Product, int Stock)
{
    /// <summary>The item as <c>GET /products</c> lists it.</summary>
    public ProductListing Listing => new(
        Product.Key.ContentTypeId,
        Product.Key.TryGetIntegerId(out var number) ? number : Product.Key.ObjectId,
        Product.Name,
        Currency.Usd.Format(Product.UnitPrice),
        Stock);
}
