namespace Cart.Engine;

/// <summary>There is always enough: the default.</summary>
public sealed class UnlimitedInventory : IInventoryChecker
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
