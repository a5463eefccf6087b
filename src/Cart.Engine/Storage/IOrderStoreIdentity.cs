namespace Cart.Engine;

/// <summary>
/// Implemented by an order store that has an id: random, written with its tables, and the same for every process that uses the store. A
/// store of carts uses it to notice that it was paired with another order store.
/// </summary>
internal interface IOrderStoreIdentity
{
    /// <summary>Reads the id of the order store.</summary>
    /// <returns>The id, or null while the tables do not exist yet.</returns>
    /// <exception cref="CartUnavailableException">The store did not answer.</exception>
    ValueTask<Guid?> ReadIdentityAsync(CancellationToken cancellationToken = default);
}
