namespace Cart.Engine;

/// <summary>A gate that is always open and remembers nothing: the order store is asked for everything.</summary>
public sealed class OpenDiscountGate : IDiscountGate
{
    /// <inheritdoc/>
    public ValueTask<Discount?> FindAsync(DiscountCode code, CancellationToken cancellationToken = default) => ValueTask.FromResult<Discount?>(null);

    /// <inheritdoc/>
    public ValueTask StoreAsync(Discount discount, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask<DiscountAdmission> ReserveAsync(DiscountCode code, OrderId holder, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(DiscountAdmission.Admitted);

    /// <inheritdoc/>
    public ValueTask EndAsync(DiscountCode code, OrderId holder, DiscountUses? uses, CancellationToken cancellationToken = default) =>
        ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask ForgetAsync(DiscountCode code, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
}
