using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>
/// Stores orders durably, and decides checkouts: a cart becomes at most one order, and a settled attempt can never commit.
/// </summary>
/// <remarks>
/// An extension point. An implementation passes the contract suite in <c>tests/Cart.Testing</c>. All methods throw
/// <see cref="CartUnavailableException"/> when the store does not answer.
/// </remarks>
internal interface IOrderStore
{
    /// <summary>
    /// Acquires a slot for a checkout before its cart is frozen. A store that is unavailable or at its concurrency limit thus stops a checkout
    /// before it has any effect. Dispose of the slot when the checkout has ended.
    /// </summary>
    ValueTask<IDisposable> AdmitAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Commits an order, unless its cart already is an order, its attempt is fenced off, or a discount has no use left. The order and the uses of
    /// its discounts are one transaction, so the store enforces the limit of a discount. If the outcome is unknown
    /// (<see cref="CartUnavailableException.OutcomeUnknown"/>), call <see cref="SettleAsync"/>.
    /// </summary>
    ValueTask<Placement> PlaceAsync(OrderDraft draft, CancellationToken cancellationToken = default);

    /// <summary>
    /// Decides an attempt for good. Waits for a commit in progress, then returns the cart's order, or null. After null, no attempt with this
    /// fence or a lower one can commit.
    /// </summary>
    ValueTask<OrderId?> SettleAsync(CartId cartId, long fence, CancellationToken cancellationToken = default);

    /// <summary>Returns an order; null if the id does not exist.</summary>
    ValueTask<Order?> GetAsync(OrderId id, CancellationToken cancellationToken = default);

    /// <summary>Returns the order that a cart became; null if none exists.</summary>
    ValueTask<Order?> FindByCartAsync(CartId cartId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the newest order placed under an idempotency key, among the orders of a user and of some carts. A key is kept as long as its order.
    /// </summary>
    /// <param name="key">The digest of the key: <see cref="CheckoutOperation.Key"/>.</param>
    /// <param name="userId">The user; null for none.</param>
    /// <param name="carts">The carts.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<Order?> FindByOperationAsync(
        string key, string? userId, IReadOnlyCollection<CartId> carts, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores another idempotency key that was answered with an order, so that <see cref="FindByOperationAsync"/> finds the order by it.
    /// An order stores up to 16 such keys; more are ignored.
    /// </summary>
    /// <param name="id">The order.</param>
    /// <param name="key">The digest of the key: <see cref="CheckoutOperation.Key"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask RememberKeyAsync(OrderId id, string key, CancellationToken cancellationToken = default);

    /// <summary>Returns a user's orders, newest first.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="before">The last order of the previous page; null for the first page.</param>
    /// <param name="limit">The size of a page, 1 to 1000.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<ImmutableArray<Order>> ListByUserAsync(
        string userId, OrderId? before = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the orders of all users by id, newest first; orders of the same moment have no defined order. For operators, never for shoppers.
    /// </summary>
    /// <param name="before">The last order of the previous page; null for the first page.</param>
    /// <param name="limit">The size of a page, 1 to 1000.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<ImmutableArray<Order>> ListAsync(OrderId? before = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Gives back the discount use that an order took, for example when it is cancelled. The order stays unchanged.</summary>
    /// <returns>The uses of the discount since; null if the order holds no use.</returns>
    ValueTask<DiscountUses?> ReturnDiscountAsync(OrderId id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes a user from all orders and discount uses; the orders stay. This cannot be undone. Discounts with a limit for each customer no longer
    /// count these uses for the user.
    /// </summary>
    /// <returns>The number of the user's orders.</returns>
    ValueTask<long> AnonymiseUserAsync(string userId, CancellationToken cancellationToken = default);
}

/// <summary>Represents an order to commit: the frozen and priced cart, with the fence that proves the freeze.</summary>
/// <param name="Id">The id of the future order.</param>
/// <param name="Cart">The frozen cart; not empty. Its <see cref="CartSnapshot.Fence"/> is the attempt's.</param>
/// <param name="Totals">The amounts.</param>
/// <param name="PricedAt">The time of pricing, at which the validity of the discount is checked.</param>
internal sealed record OrderDraft(OrderId Id, CartSnapshot Cart, CartTotals Totals, DateTimeOffset PricedAt)
{
    /// <summary>Gets the discounts of the order. The store grants a use of each with it. Default none.</summary>
    public ImmutableArray<DiscountCode> Discounts { get; init; } = [];

    /// <summary>Gets the names of the products as sold, the delivery option, and any other recorded details.</summary>
    public OrderDetails Details { get; init; } = OrderDetails.None;

    /// <summary>Gets the request that places the order; null if it has no idempotency key.</summary>
    public CheckoutOperation? Operation { get; init; }

    /// <summary>Returns the order that the draft becomes with its commit.</summary>
    /// <param name="placedAt">The time of the commit, by the order store's clock.</param>
    public Order ToOrder(DateTimeOffset placedAt) => new()
    {
        Id = Id,
        CartId = Cart.Id,
        CartVersion = Cart.Version,
        UserId = Cart.UserId,
        Lines = Cart.Lines,
        DiscountCodes = [.. Discounts.Select(static code => code.Text)],
        Totals = Totals,
        PlacedAt = placedAt,
        Details = Details,
        Operation = Operation,
    };
}

/// <summary>Represents the decision of the order store about a draft. Only the types in this file derive from it.</summary>
internal abstract record Placement
{
    private Placement()
    {
    }

    /// <summary>The draft was committed as an order.</summary>
    /// <param name="PlacedAt">The time of the commit, by the store's clock.</param>
    public sealed record Placed(DateTimeOffset PlacedAt) : Placement
    {
        /// <summary>
        /// Gets the uses of each of the draft's discounts, in their order: with this order, and maybe later ones. Empty if unknown.
        /// </summary>
        public ImmutableArray<DiscountUses> Uses { get; init; } = [];
    }

    /// <summary>The cart became an order before.</summary>
    /// <param name="OrderId">That order.</param>
    public sealed record AlreadyPlaced(OrderId OrderId) : Placement;

    /// <summary>A discount grants no use to the order. Nothing was committed.</summary>
    /// <param name="Error">Why, such as <see cref="CartErrors.DiscountExhausted"/>.</param>
    public sealed record DiscountRefused(CartError Error) : Placement;

    /// <summary>The attempt was settled before its commit, or a later one was seen. It can never commit.</summary>
    /// <param name="Fence">The highest fence that the store has seen for this cart.</param>
    public sealed record Fenced(long Fence) : Placement;
}

/// <summary>Reports whether an order store takes orders, without placing one. Used by the readiness check.</summary>
internal interface IOrderStoreReadiness
{
    /// <summary>Verifies that the store answers and accepts writes.</summary>
    /// <exception cref="CartUnavailableException">The store does not answer, or is read-only.</exception>
    ValueTask EnsureWritableAsync(CancellationToken cancellationToken = default);
}

/// <summary>
/// Provides the id of an order store: random, written with its tables, and the same in all processes that use the store. A cart store uses it
/// to detect that it is paired with another order store.
/// </summary>
internal interface IOrderStoreIdentity
{
    /// <summary>Reads the id of the order store.</summary>
    /// <returns>The id, or null while the tables do not exist yet.</returns>
    /// <exception cref="CartUnavailableException">The store did not answer.</exception>
    ValueTask<Guid?> ReadIdentityAsync(CancellationToken cancellationToken = default);
}
