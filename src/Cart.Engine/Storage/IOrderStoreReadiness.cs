namespace Cart.Engine;

/// <summary>Implemented by an order store that can say whether it takes orders, without placing one. Readiness asks it.</summary>
internal interface IOrderStoreReadiness
{
    /// <summary>Makes sure that the store answers and takes writes.</summary>
    /// <exception cref="CartUnavailableException">It does not answer, or is read-only.</exception>
    ValueTask EnsureWritableAsync(CancellationToken cancellationToken = default);
}
