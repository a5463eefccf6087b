namespace Cart.Engine;

/// <summary>
/// What a host calls: the carts of a store, with lapsed checkouts settled on the way, and their checkout. Safe to share between
/// all requests.
/// </summary>
public sealed class CartEngine(ICartStore carts, CheckoutService checkout)
{
    /// <summary>Reads a cart; one that does not exist reads as empty. Never writes anything.</summary>
    /// <exception cref="CartUnavailableException">The store did not answer.</exception>
    public ValueTask<CartSnapshot> GetAsync(CartId id, CancellationToken cancellationToken = default) =>
        carts.GetAsync(id, cancellationToken);

    /// <summary>
    /// Changes a cart. A checkout that was abandoned in the middle, and whose lease has run out, is settled first; so the answer
    /// is hardly ever <see cref="CartStatus.CheckoutLapsed"/>.
    /// </summary>
    /// <exception cref="CartUnavailableException">A store did not answer; the outcome may be unknown.</exception>
    public async ValueTask<CartResult> ApplyAsync(CartId id, CartMutation mutation, CancellationToken cancellationToken = default)
    {
        var result = await carts.ApplyAsync(id, mutation, cancellationToken).ConfigureAwait(false);
        if (result is not { Status: CartStatus.CheckoutLapsed, Hold: { } hold })
        {
            return result;
        }

        await checkout.SettleAsync(id, hold.Fence, cancellationToken).ConfigureAwait(false);
        return await carts.ApplyAsync(id, mutation, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Places the order of a cart, once; every repeat answers the same order.</summary>
    /// <exception cref="CartUnavailableException">A store did not answer; a repeat is safe and tells what became of it.</exception>
    public Task<CheckoutResult> CheckoutAsync(CartId id, CheckoutRequest? request = null, CancellationToken cancellationToken = default) =>
        checkout.PlaceAsync(id, request ?? new CheckoutRequest(), cancellationToken);
}
