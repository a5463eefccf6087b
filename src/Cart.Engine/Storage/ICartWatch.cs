namespace Cart.Engine;

/// <summary>
/// Tells when carts change, whichever process changes them. What it tells are hints, which can come late, twice or, while a store is
/// away, not at all: what a cart holds, the <see cref="ICartStore"/> says.
/// </summary>
/// <remarks>An extension point. An implementation passes the contract suite in <c>tests/Cart.Testing</c>.</remarks>
public interface ICartWatch
{
    /// <summary>Begins to watch a cart, which need not exist.</summary>
    /// <param name="id">The cart.</param>
    /// <param name="changed">Called after each change, on any thread, and maybe by several at once; it must not block or throw.</param>
    /// <param name="cancellationToken">Stops waiting for the watch to begin.</param>
    /// <returns>The watch; dispose of it to end it.</returns>
    /// <exception cref="CartUnavailableException">The store did not answer.</exception>
    ValueTask<IAsyncDisposable> WatchAsync(CartId id, Action changed, CancellationToken cancellationToken = default);

    /// <summary>Sends a hint to everybody who watches a cart, although it did not change.</summary>
    /// <param name="id">The cart, which need not exist.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="CartUnavailableException">The store did not answer.</exception>
    ValueTask NotifyAsync(CartId id, CancellationToken cancellationToken = default);
}
