using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>
/// Keeps orders, durably, and is the judge of checkouts: a cart becomes at most one order, and an attempt that was settled can
/// never commit.
/// </summary>
/// <remarks>
/// An extension point. An implementation passes the contract suite in <c>tests/Cart.Testing</c>. All methods throw
/// <see cref="CartUnavailableException"/> when the store does not answer.
/// </remarks>
public interface IOrderStore
{
    /// <summary>
    /// Makes room for a checkout before its cart is frozen, so that a store which is away, or has as much to do as it can hold, stops a
    /// checkout before it has any effect. Dispose of the room when the checkout has ended.
    /// </summary>
    ValueTask<IDisposable> AdmitAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Commits an order unless its cart already is one, its attempt is fenced off, or its discount grants no use. The order, and the
    /// use of the discount, are one transaction: the store is the judge of the discount's limit. When the outcome is unknown
    /// (<see cref="CartUnavailableException.OutcomeUnknown"/>), <see cref="SettleAsync"/> finds it out.
    /// </summary>
    ValueTask<Placement> PlaceAsync(OrderDraft draft, CancellationToken cancellationToken = default);

    /// <summary>
    /// Decides an attempt for ever: waits for a commit that is under way, then returns the cart's order, or null, after which no
    /// attempt with this fence or a lower one can commit.
    /// </summary>
    ValueTask<OrderId?> SettleAsync(CartId cartId, long fence, CancellationToken cancellationToken = default);

    /// <summary>Reads an order, or null if there is none of that id.</summary>
    ValueTask<Order?> GetAsync(OrderId id, CancellationToken cancellationToken = default);

    /// <summary>Reads the order that a cart became, or null if it became none.</summary>
    ValueTask<Order?> FindByCartAsync(CartId cartId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Finds the newest order that was placed under an idempotency key, among the orders of a user and those of some carts. A key is known
    /// as long as its order.
    /// </summary>
    /// <param name="key">The digest of the key: <see cref="CheckoutOperation.Key"/>.</param>
    /// <param name="userId">The user; null for none.</param>
    /// <param name="carts">The carts.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<Order?> FindByOperationAsync(
        string key, string? userId, IReadOnlyCollection<CartId> carts, CancellationToken cancellationToken = default);

    /// <summary>
    /// Remembers another idempotency key that was answered with an order, so that <see cref="FindByOperationAsync"/> finds the order by it, too.
    /// An order remembers up to 16 such keys; more are ignored.
    /// </summary>
    /// <param name="id">The order.</param>
    /// <param name="key">The digest of the key: <see cref="CheckoutOperation.Key"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask RememberKeyAsync(OrderId id, string key, CancellationToken cancellationToken = default);

    /// <summary>Lists a user's orders, newest first.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="before">The last order of the page before; null for the first page.</param>
    /// <param name="limit">The size of a page, 1 to 1000.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<ImmutableArray<Order>> ListByUserAsync(
        string userId, OrderId? before = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists the orders of everyone by their ids, which begin with the time: newest first, but for orders of the same moment. For operators,
    /// never for shoppers.
    /// </summary>
    /// <param name="before">The last order of the page before; null for the first page.</param>
    /// <param name="limit">The size of a page, 1 to 1000.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<ImmutableArray<Order>> ListAsync(OrderId? before = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Gives the use of a discount back that an order took: when it is cancelled, for example. The order stays as it is.</summary>
    /// <returns>The uses of the discount since; null if the order holds no use, or no longer.</returns>
    ValueTask<DiscountUses?> ReturnDiscountAsync(OrderId id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes a user off all orders, and off the uses of discounts; what was ordered stays. It cannot be undone, and discounts with a
    /// limit for each customer no longer count these uses as the user's.
    /// </summary>
    /// <returns>How many orders were the user's.</returns>
    ValueTask<long> AnonymiseUserAsync(string userId, CancellationToken cancellationToken = default);
}
