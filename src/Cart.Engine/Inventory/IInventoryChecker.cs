using System.Collections.Frozen;

namespace Cart.Engine;

/// <summary>Represents the stock of the shop.</summary>
/// <remarks>
/// An extension point; <see cref="UnlimitedInventory"/> is the default. The engine asks whenever units are added to a cart, and at the checkout,
/// with the quantity that the line would have. It never reserves or releases stock: that is for the host's own order flow.
/// </remarks>
public interface IInventoryChecker
{
    /// <summary>Returns whether a quantity of a product is in stock.</summary>
    ValueTask<bool> CheckAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the stock of some products, in units, in one batch: 0 or more, <see cref="int.MaxValue"/> for unlimited. For a product that is
    /// missing in the result, <see cref="CheckAsync"/> is called. Default: all are missing.
    /// </summary>
    /// <remarks>With the numbers, an add needs one round trip to the cart store, and a refusal tells the shopper the number.</remarks>
    /// <param name="products">The products, each once.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    ValueTask<IReadOnlyDictionary<ProductKey, int>> GetAvailableAsync(
        IReadOnlyCollection<ProductKey> products, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyDictionary<ProductKey, int>>(FrozenDictionary<ProductKey, int>.Empty);

    /// <summary>Reserves units. Returns false, and reserves nothing, if the stock does not suffice.</summary>
    ValueTask<bool> ReserveAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default);

    /// <summary>Releases reserved units. Default: returns true and does nothing.</summary>
    ValueTask<bool> ReleaseAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(true);
}

/// <summary>Represents unlimited stock. The default.</summary>
internal sealed class UnlimitedInventory : IInventoryChecker
{
    /// <inheritdoc/>
    public ValueTask<bool> CheckAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(true);

    /// <inheritdoc/>
    public ValueTask<bool> ReserveAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(true);
}

/// <summary>
/// Reads the stock from the catalog: <see cref="Product.Stock"/>. A product that the catalog does not have is out of stock. Reserves nothing:
/// the host reduces the stock in its catalog.
/// </summary>
public sealed class CatalogInventory(IProductCatalog catalog) : IInventoryChecker
{
    /// <inheritdoc/>
    public async ValueTask<bool> CheckAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
        quantity <= Quantity.Whole((await GetAvailableAsync([product], cancellationToken).ConfigureAwait(false))[product]);

    /// <inheritdoc/>
    /// <remarks>The catalog is asked once for each type of product.</remarks>
    public async ValueTask<IReadOnlyDictionary<ProductKey, int>> GetAvailableAsync(
        IReadOnlyCollection<ProductKey> products, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(products);
        var found = await catalog.FindAllAsync(products, cancellationToken).ConfigureAwait(false);
        return products.ToDictionary(
            static product => product, product => found.TryGetValue(product, out var known) ? Math.Max(0, known.Stock ?? int.MaxValue) : 0);
    }

    /// <summary>Returns whether the quantity is in stock. Reserves nothing.</summary>
    public ValueTask<bool> ReserveAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
        CheckAsync(product, quantity, cancellationToken);
}
