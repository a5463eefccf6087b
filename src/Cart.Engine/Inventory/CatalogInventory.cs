namespace Cart.Engine;

/// <summary>
/// There is as much as the catalog says: <see cref="Product.Stock"/>. A product that the catalog does not have is out of stock.
/// Nothing is set aside: the stock in the catalog is the host's to lower.
/// </summary>
public sealed class CatalogInventory(IProductCatalog catalog) : IInventoryChecker
{
    /// <inheritdoc/>
    public async ValueTask<bool> CheckAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default)
    {
        var found = await catalog.FindAsync(product.ContentTypeId, [product.ObjectId], cancellationToken).ConfigureAwait(false);
        return found.TryGetValue(product.ObjectId, out var known) && (known.Stock is not { } stock || quantity.Value <= stock);
    }

    /// <summary>Checks only.</summary>
    public ValueTask<bool> ReserveAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
        CheckAsync(product, quantity, cancellationToken);
}
