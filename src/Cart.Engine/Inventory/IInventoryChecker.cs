namespace Cart.Engine;

/// <summary>Knows how much of a product there is.</summary>
/// <remarks>
/// An extension point; <see cref="UnlimitedInventory"/> is the default. The engine only checks, and only where it is asked to:
/// before the write, with the quantity that the line would come to have. Reserving and releasing are for the host's own order flow.
/// </remarks>
public interface IInventoryChecker
{
    /// <summary>Tells whether there are so many units of a product.</summary>
    ValueTask<bool> CheckAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default);

    /// <summary>Sets units aside; returns false, and sets nothing aside, if there are not so many.</summary>
    ValueTask<bool> ReserveAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default);

    /// <summary>Gives units back that were set aside. Default: returns true and does nothing.</summary>
    ValueTask<bool> ReleaseAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(true);
}
