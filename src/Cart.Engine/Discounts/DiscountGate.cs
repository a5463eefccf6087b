namespace Cart.Engine;

/// <summary>
/// Stands in front of the discounts: a cache of their definitions, and a count of their uses that keeps most orders that would be
/// refused away from the order store, which alone decides.
/// </summary>
/// <remarks>
/// An extension point; <see cref="OpenDiscountGate"/> is the default. All that a gate keeps may be lost at any time. All methods throw
/// <see cref="CartUnavailableException"/> when it does not answer; the engine then goes on without it.
/// </remarks>
internal interface IDiscountGate
{
    /// <summary>Returns a discount that is cached, or null.</summary>
    ValueTask<Discount?> FindAsync(DiscountCode code, CancellationToken cancellationToken = default);

    /// <summary>
    /// Caches a discount as it was just read. An older definition does not replace a newer one; the counts, which only grow, become
    /// the greater of both.
    /// </summary>
    ValueTask StoreAsync(Discount discount, CancellationToken cancellationToken = default);

    /// <summary>Sets a use aside for an order, for as long as its commit may take. Repeating it for the same holder is harmless.</summary>
    /// <param name="code">The discount.</param>
    /// <param name="holder">The order.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<DiscountAdmission> ReserveAsync(DiscountCode code, OrderId holder, CancellationToken cancellationToken = default);

    /// <summary>Ends a reservation; repeating it is harmless.</summary>
    /// <param name="code">The discount.</param>
    /// <param name="holder">The order.</param>
    /// <param name="uses">The uses as the order store counted them with the order; null if it was not committed.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask EndAsync(DiscountCode code, OrderId holder, DiscountUses? uses, CancellationToken cancellationToken = default);

    /// <summary>Forgets a discount.</summary>
    ValueTask ForgetAsync(DiscountCode code, CancellationToken cancellationToken = default);
}

/// <summary>What the gate says to an order that wants a use of a discount.</summary>
internal enum DiscountAdmission
{
    /// <summary>The order may try: the order store decides.</summary>
    Admitted,

    /// <summary>As far as the gate knows, all uses are taken or set aside.</summary>
    Exhausted,

    /// <summary>The gate does not know the discount.</summary>
    NotCached,
}

/// <summary>A gate that is always open and remembers nothing: the order store is asked for everything.</summary>
internal sealed class OpenDiscountGate : IDiscountGate
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
