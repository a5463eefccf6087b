namespace Cart.Engine;

/// <summary>
/// There is as much as the catalog says: <see cref="Product.Stock"/>, less what this object has set aside. A product that the catalog
/// does not have is out of stock.
/// </summary>
/// <remarks>What is set aside is kept in the memory of the process: for one server, and for tests.</remarks>
public sealed class CatalogInventory(IProductCatalog catalog) : IInventoryChecker
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ProductKey, long> _reserved = [];

    /// <inheritdoc/>
    public async ValueTask<bool> CheckAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default)
    {
        var stock = await StockAsync(product, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            return Reserved(product) + quantity.Value <= stock;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReserveAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default)
    {
        var stock = await StockAsync(product, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            var reserved = Reserved(product) + quantity.Value;
            if (reserved > stock)
            {
                return false;
            }

            _reserved[product] = reserved;
            return true;
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReleaseAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            _reserved[product] = Math.Max(Reserved(product) - quantity.Value, 0);
            return ValueTask.FromResult(true);
        }
    }

    private long Reserved(ProductKey product) => _reserved.GetValueOrDefault(product);

    private async ValueTask<long> StockAsync(ProductKey product, CancellationToken cancellationToken)
    {
        var found = await catalog.FindAsync(product.ContentTypeId, [product.ObjectId], cancellationToken).ConfigureAwait(false);
        return found.TryGetValue(product.ObjectId, out var known) ? known.Stock ?? long.MaxValue : 0;
    }
}
