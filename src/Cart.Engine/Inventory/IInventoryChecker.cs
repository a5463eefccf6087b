namespace Cart.Engine;

/// <summary>Represents the stock of the shop.</summary>
/// <remarks>
/// An extension point; <see cref="UnlimitedInventory"/> is the default. The engine asks wherever units are added to a cart, and at the checkout, with the
/// quantity that the line would have. It never reserves or releases: those are for the host's own order flow.
/// </remarks>
public interface IInventoryChecker
{
    /// <summary>Returns whether a quantity of a product is in stock.</summary>
    ValueTask<bool> CheckAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns how many units of a product are in stock: 0 or more, <see cref="int.MaxValue"/> for any number; null if the checker answers only
    /// <see cref="CheckAsync"/>. Default: null.
    /// </summary>
    /// <remarks>
    /// With a number, an add needs one round trip to the cart's store, and a refusal tells the shopper the number. A checker that answers null is asked
    /// about quantities instead.
    /// </remarks>
    ValueTask<int?> GetAvailableAsync(ProductKey product, CancellationToken cancellationToken = default) => ValueTask.FromResult<int?>(null);

    /// <summary>Reserves units; returns false, and reserves nothing, if there are too few.</summary>
    ValueTask<bool> ReserveAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default);

    /// <summary>Releases reserved units. Default: returns true and does nothing.</summary>
    ValueTask<bool> ReleaseAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(true);
}

/// <summary>There is always enough: the default.</summary>
internal sealed class UnlimitedInventory : IInventoryChecker
{
    /// <inheritdoc/>
    public ValueTask<bool> CheckAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(true);

    /// <inheritdoc/>
    public ValueTask<int?> GetAvailableAsync(ProductKey product, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<int?>(int.MaxValue);

    /// <inheritdoc/>
    public ValueTask<bool> ReserveAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(true);
}

/// <summary>
/// Takes the stock from the catalog: <see cref="Product.Stock"/>. A product that the catalog does not have is out of stock.
/// Nothing is reserved: the host lowers the stock in its catalog.
/// </summary>
public sealed class CatalogInventory(IProductCatalog catalog) : IInventoryChecker
{
    /// <inheritdoc/>
    public async ValueTask<bool> CheckAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
        await GetAvailableAsync(product, cancellationToken).ConfigureAwait(false) is { } available && quantity <= Quantity.Whole(available);

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
