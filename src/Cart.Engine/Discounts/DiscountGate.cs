namespace Cart.Engine;

/// <summary>
/// Caches the definitions of discounts and counts their uses. It keeps most orders that would be refused away from the order store, which
/// alone decides.
/// </summary>
/// <remarks>
/// An extension point; <see cref="OpenDiscountGate"/> is the default. A gate may lose its data at any time. All methods throw
/// <see cref="CartUnavailableException"/> when it does not answer; the engine then continues without it.
/// </remarks>
internal interface IDiscountGate
{
    /// <summary>Returns a cached discount; null if it is not cached.</summary>
    ValueTask<Discount?> FindAsync(DiscountCode code, CancellationToken cancellationToken = default);

    /// <summary>
    /// Caches a discount that was just read. An older definition never replaces a newer one. The counts only grow, so the higher ones are kept.
    /// </summary>
    ValueTask StoreAsync(Discount discount, CancellationToken cancellationToken = default);

    /// <summary>Reserves a use for an order until its commit must have ended. Repeating it for the same holder is harmless.</summary>
    /// <param name="code">The discount.</param>
    /// <param name="holder">The order.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<DiscountAdmission> ReserveAsync(DiscountCode code, OrderId holder, CancellationToken cancellationToken = default);

    /// <summary>Ends a reservation. Repeating it is harmless.</summary>
    /// <param name="code">The discount.</param>
    /// <param name="holder">The order.</param>
    /// <param name="uses">The uses that the order store counted with the order; null if it was not committed.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask EndAsync(DiscountCode code, OrderId holder, DiscountUses? uses, CancellationToken cancellationToken = default);

    /// <summary>Removes a discount from the cache.</summary>
    ValueTask ForgetAsync(DiscountCode code, CancellationToken cancellationToken = default);
}

/// <summary>Specifies whether the gate admits an order that wants a use of a discount.</summary>
internal enum DiscountAdmission
{
    /// <summary>The order may proceed; the order store decides.</summary>
    Admitted,

    /// <summary>As far as the gate knows, all uses are taken or reserved.</summary>
    Exhausted,

    /// <summary>The gate has not cached the discount.</summary>
    NotCached,
}

/// <summary>Represents a gate without a cache: everything is asked of the order store.</summary>
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
