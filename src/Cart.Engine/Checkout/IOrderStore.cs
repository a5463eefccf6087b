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
internal interface IOrderStore
{
    /// <summary>
    /// Makes room for a checkout before its cart is frozen, so that a store which is away, or has as much to do as it can hold, stops a
    /// checkout before it has any effect. Dispose of the room when the checkout has ended.
    /// </summary>
    ValueTask<IDisposable> AdmitAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Commits an order unless its cart already is one, its attempt is fenced off, or one of its discounts grants no use. The order, and the
    /// uses of the discounts, are one transaction: the store is the judge of a discount's limit. When the outcome is unknown
    /// (<see cref="CartUnavailableException.OutcomeUnknown"/>), <see cref="SettleAsync"/> finds it out.
    /// </summary>
    ValueTask<Placement> PlaceAsync(OrderDraft draft, CancellationToken cancellationToken = default);

    /// <summary>
    /// Decides an attempt for ever: waits for a commit that is under way, then returns the cart's order, or null, after which no
    /// attempt with this fence or a lower one can commit.
    /// </summary>
    ValueTask<OrderId?> SettleAsync(CartId cartId, long fence, CancellationToken cancellationToken = default);

    /// <summary>Reads an order, or returns null if none has that id.</summary>
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

/// <summary>An order that is to be committed: the cart as it was frozen, priced, with the fence that proves the freezing.</summary>
/// <param name="Id">The id that the order will have.</param>
/// <param name="Cart">The frozen cart; not empty. Its <see cref="CartSnapshot.Fence"/> is the attempt's.</param>
/// <param name="Totals">What the cart costs.</param>
/// <param name="PricedAt">When it was priced: the moment by which the discount's window is judged.</param>
internal sealed record OrderDraft(OrderId Id, CartSnapshot Cart, CartTotals Totals, DateTimeOffset PricedAt)
{
    /// <summary>Gets the discounts that the order uses, of each of which the store grants a use with it. Default none.</summary>
    public ImmutableArray<DiscountCode> Discounts { get; init; } = [];

    /// <summary>Gets the names of the products as sold, the delivery option, and whatever else the order records.</summary>
    public OrderDetails Details { get; init; } = OrderDetails.None;

    /// <summary>Gets the request that places the order; null if it has no idempotency key.</summary>
    public CheckoutOperation? Operation { get; init; }

    /// <summary>Returns the order that the draft is once it is committed.</summary>
    /// <param name="placedAt">When it was committed, by the order store's clock.</param>
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

/// <summary>What the order store decided about a draft. No other types derive from it.</summary>
internal abstract record Placement
{
    private Placement()
    {
    }

    /// <summary>The draft is an order now.</summary>
    /// <param name="PlacedAt">When it was committed, by the store's clock.</param>
    public sealed record Placed(DateTimeOffset PlacedAt) : Placement
    {
        /// <summary>
        /// Gets how often each of the draft's discounts was used, in their order: with this order, and maybe later ones. Empty if unknown.
        /// </summary>
        public ImmutableArray<DiscountUses> Uses { get; init; } = [];
    }

    /// <summary>The cart had become an order before.</summary>
    /// <param name="OrderId">That order.</param>
    public sealed record AlreadyPlaced(OrderId OrderId) : Placement;

    /// <summary>A discount grants no use to the order. Nothing was committed.</summary>
    /// <param name="Error">Why, such as <see cref="CartErrors.DiscountExhausted"/>.</param>
    public sealed record DiscountRefused(CartError Error) : Placement;

    /// <summary>The attempt was settled before it came to commit, or a later one was seen: it can never commit.</summary>
    /// <param name="Fence">The greatest fence that the store has seen of this cart.</param>
    public sealed record Fenced(long Fence) : Placement;
}

/// <summary>Implemented by an order store that can say whether it takes orders, without placing one. Readiness asks it.</summary>
internal interface IOrderStoreReadiness
{
    /// <summary>Makes sure that the store answers and takes writes.</summary>
    /// <exception cref="CartUnavailableException">It does not answer, or is read-only.</exception>
    ValueTask EnsureWritableAsync(CancellationToken cancellationToken = default);
}

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
