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
