using Cart.Engine;

namespace Storefront;

/// <summary>Represents a product and its description.</summary>
internal sealed record ShelfItem(Product Product, string Description)
{
    private const int Scarce = 20;

    /// <summary>Where its picture is.</summary>
    public string Picture => $"/pictures/{Product.Key.ContentTypeId}-{Product.Key.ObjectId.Replace(' ', '-').ToLowerInvariant()}.svg";

    /// <summary>Gets whether few are left.</summary>
    public bool IsScarce => Product.Stock < Scarce;

    /// <summary>The item as <c>GET /products</c> lists it.</summary>
    public ProductListing Listing => new(
        Product.Key.ContentTypeId,
        Product.Key.TryGetIntegerId(out var number) ? number : Product.Key.ObjectId,
        Product.Name,
        Currency.Usd.Format(Product.UnitPrice),
        Product.Stock ?? 0);
}
