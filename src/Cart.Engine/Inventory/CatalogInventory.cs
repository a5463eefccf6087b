namespace Cart.Engine;

/// <summary>
/// Takes the stock from the catalog: <see cref="Product.Stock"/>. A product that the catalog does not have is out of stock.
/// Nothing is reserved: the host lowers the stock in its catalog.
/// </summary>
public sealed class CatalogInventory(IProductCatalog catalog) : IInventoryChecker
{
    /// <inheritdoc/>
    public async ValueTask<bool> CheckAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
        quantity.Value <= await GetAvailableAsync(product, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<int?> GetAvailableAsync(ProductKey product, CancellationToken cancellationToken = default)
    {
        var found = await catalog.FindAsync(product.ContentTypeId, [product.ObjectId], cancellationToken).ConfigureAwait(false);
        return found.TryGetValue(product.ObjectId, out var known) ? Math.Max(0, known.Stock ?? int.MaxValue) : 0;
    }

    /// <summary>Checks only.</summary>
    public ValueTask<bool> ReserveAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
        CheckAsync(product, quantity, cancellationToken);
}
