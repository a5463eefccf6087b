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
    public async ValueTask<int?> GetAvailableAsync(ProductKey product, CancellationToken cancellationToken = default) =>
        (await AvailableAsync([product], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Returns how many units of each product there are, asking the catalog once for each type.</summary>
    internal async ValueTask<int?[]> AvailableAsync(IReadOnlyList<ProductKey> products, CancellationToken cancellationToken)
    {
        var found = await catalog.FindAllAsync(products, cancellationToken).ConfigureAwait(false);
        return [.. products.Select(product => found.TryGetValue(product, out var known) ? Math.Max(0, known.Stock ?? int.MaxValue) : (int?)0)];
    }

    /// <summary>Checks only.</summary>
    public ValueTask<bool> ReserveAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
        CheckAsync(product, quantity, cancellationToken);
}
