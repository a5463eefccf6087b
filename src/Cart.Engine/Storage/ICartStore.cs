namespace Cart.Engine;

/// <summary>
/// Keeps live carts. Every command is one atomic step that is decided on what the store holds; it checks a command against
/// <see cref="CartLimits"/> first, so nothing gets past the limits.
/// </summary>
/// <remarks>
/// An extension point. An implementation passes the contract suite in <c>tests/Cart.Testing</c>. Both methods throw
/// <see cref="CartUnavailableException"/> when the store does not answer. Cancelling a command means to stop waiting: it may
/// still take effect.
/// </remarks>
public interface ICartStore
{
    /// <summary>Reads a cart. Never writes anything; a cart that does not exist reads as empty, with version 0.</summary>
    ValueTask<CartSnapshot> GetAsync(CartId id, CancellationToken cancellationToken = default);

    /// <summary>Carries out a command. Refusals are statuses of the result, not exceptions.</summary>
    ValueTask<CartResult> ApplyAsync(CartId id, CartCommand command, CancellationToken cancellationToken = default);
}
