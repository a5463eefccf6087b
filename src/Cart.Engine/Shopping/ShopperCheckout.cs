using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>
/// Checks out the shopper's cart. A retry with the idempotency key of an earlier checkout returns that order, whatever cart the shopper has
/// now. Refusals are errors in the result. Scoped to one request.
/// </summary>
internal sealed class ShopperCheckout(CurrentCart current, CartEngine engine, ShopperOrders orders)
{
    /// <summary>Places the order of the shopper's cart, once; every retry gets the same order.</summary>
    /// <param name="request">What the shopper has seen of the cart; null skips that check.</param>
    /// <param name="cancellationToken">Stops the checkout before the cart is frozen; after that it runs to its end.</param>
    /// <exception cref="CartUnavailableException">A store did not answer; a retry under the same key is safe.</exception>
    public async Task<CheckoutResult> PlaceAsync(CheckoutRequest? request = null, CancellationToken cancellationToken = default)
    {
        var asked = (request ?? new CheckoutRequest()) with { Shopper = current.Shopper };
        var named = await current.NameForCheckoutAsync(cancellationToken).ConfigureAwait(false);
        var first = named is null
            ? new CheckoutResult { Error = CartErrors.CartEmpty }
            : await PlaceAsync(named.Value.Cart, asked with { MustBelong = named.Value.MustBelong }, cancellationToken).ConfigureAwait(false);
        if (first.Replayed || !(first.WasPlacedBefore || first.Error?.Is(CartErrors.CartEmpty) is true || first.Error?.Is(CartErrors.CartMerged) is true))
        {
            return first;
        }

        // The named cart is not the shopper's live cart. Read it to find where it leads.
        var found = await current.FindForCheckoutAsync(cancellationToken).ConfigureAwait(false);
        return found is null ? await orders.FindRetriedAsync(asked, null, cancellationToken).ConfigureAwait(false) ?? first
            : found == named?.Cart ? first
            : await PlaceAsync(found.Value, asked, cancellationToken).ConfigureAwait(false);
    }

    // Find the cart before the key: if an earlier request orders the cart in between, the key is found.
    private async Task<CheckoutResult> PlaceAsync(CartId cart, CheckoutRequest asked, CancellationToken cancellationToken)
    {
        if (await orders.FindRetriedAsync(asked, cart, cancellationToken).ConfigureAwait(false) is { } retried)
        {
            return retried;
        }

        var result = await engine.CheckoutAsync(cart, asked, cancellationToken).ConfigureAwait(false);
        if (result is { Order: not null, WasPlacedBefore: false })
        {
            await current.EndAsync(cart, CancellationToken.None).ConfigureAwait(false);
        }

        return result;
    }
}

/// <summary>
/// Reads the orders that a shopper may see: the orders of the signed-in user, or the last orders of a guest's session. There is one instance
/// for each request.
/// </summary>
public sealed class ShopperOrders
{
    private readonly ICartSession _session;
    private readonly IOrderStore _orders;

    internal ShopperOrders(ICartSession session, IOrderStore orders) => (_session, _orders) = (session, orders);

    /// <summary>Lists orders, newest first.</summary>
    /// <param name="before">The last order of the page before; null for the first page.</param>
    /// <param name="limit">The size of a page, 1 to 1000. A guest has at most <see cref="ICartSession.MaxEnded"/> orders.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="CartUnavailableException">The order store did not answer.</exception>
    public async ValueTask<ImmutableArray<Order>> ListAsync(
        OrderId? before = null, int limit = 20, CancellationToken cancellationToken = default)
    {
        if (UserIds.TryParse(_session.UserId, out var user))
        {
            return await _orders.ListByUserAsync(user, before, limit, cancellationToken).ConfigureAwait(false);
        }

        var carts = await CartsOfSessionAsync(cancellationToken).ConfigureAwait(false);
        var found = await Task.WhenAll(carts.Select(cart => _orders.FindByCartAsync(cart, cancellationToken).AsTask())).ConfigureAwait(false);
        var newestFirst = found.OfType<Order>()
            .Where(static order => order.UserId is null)
            .OrderByDescending(static order => order.PlacedAt).ThenByDescending(static order => order.Id.ToString(), StringComparer.Ordinal)
            .Take(ICartSession.MaxEnded).ToList();
        var start = before is null ? 0 : newestFirst.FindIndex(order => order.Id == before) + 1;
        return before is not null && start == 0 ? [] : [.. newestFirst.Skip(start).Take(limit)];
    }

    /// <summary>Returns an order; null if the shopper may not see it or it does not exist.</summary>
    /// <exception cref="CartUnavailableException">The order store did not answer.</exception>
    public async ValueTask<Order?> FindAsync(OrderId id, CancellationToken cancellationToken = default)
    {
        var order = await _orders.GetAsync(id, cancellationToken).ConfigureAwait(false);
        var isTheirs = order switch
        {
            null => false,
            { UserId: { } owner } => UserIds.TryParse(_session.UserId, out var user) && owner == user,
            _ => (await CartsOfSessionAsync(cancellationToken).ConfigureAwait(false)).Contains(order.CartId),
        };
        return isTheirs ? order : null;
    }

    /// <summary>
    /// Returns the order that another cart of this shopper placed under the request's idempotency key; null if none exists. A cart knows the key
    /// of its order, so a shopper without earlier carts costs no query.
    /// </summary>
    internal async ValueTask<CheckoutResult?> FindRetriedAsync(CheckoutRequest request, CartId? cart, CancellationToken cancellationToken)
    {
        if (CheckoutOperation.Of(request) is not { } operation)
        {
            return null;
        }

        var carts = await CartsOfSessionAsync(cancellationToken).ConfigureAwait(false);
        carts.RemoveAll(known => known == cart);
        if (carts.Count == 0 && _session.UserId is null)
        {
            return null;
        }

        // An order of a user who has signed out is not shown, but its key still must not buy another cart.
        var order = await _orders.FindByOperationAsync(operation.Key, _session.UserId, carts, cancellationToken).ConfigureAwait(false);
        return order is null ? null
            : order.UserId is null || order.UserId == _session.UserId ? CheckoutResult.Of(order, request)
            : new CheckoutResult { Error = CartErrors.OperationReused };
    }

    private async ValueTask<List<CartId>> CartsOfSessionAsync(CancellationToken cancellationToken)
    {
        var held = await _session.FindAsync(cancellationToken).ConfigureAwait(false);
        var ended = await _session.ListEndedAsync(cancellationToken).ConfigureAwait(false);
        return [.. (held is { } cart ? ended.Prepend(cart) : ended).Distinct()];
    }
}
