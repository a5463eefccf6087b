using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>
/// Keeps live carts. Every command is one atomic step that is decided on what the store holds; it checks a command against
/// <see cref="CartLimits"/> first, so nothing gets past the limits.
/// </summary>
/// <remarks>
/// An extension point. An implementation passes the contract suite in <c>tests/Cart.Testing</c>. All methods throw
/// <see cref="CartUnavailableException"/> when the store does not answer. Cancelling a command means to stop waiting: it may
/// still take effect.
/// </remarks>
internal interface ICartStore
{
    /// <summary>Reads a cart. Never writes anything; a cart that does not exist reads as empty, with version 0.</summary>
    ValueTask<CartSnapshot> GetAsync(CartId id, CancellationToken cancellationToken = default);

    /// <summary>Returns whether a cart remembers an operation. Never writes anything.</summary>
    /// <param name="id">The cart, in any state.</param>
    /// <param name="shopper">Who asks: of a cart that belongs to another user, nothing is known.</param>
    /// <param name="operation">The id of the operation.</param>
    /// <param name="content">What it was asked for.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<OperationMatch> FindOperationAsync(
        CartId id, Shopper shopper, OperationId operation, string content, CancellationToken cancellationToken = default);

    /// <summary>Carries out a command. Refusals are statuses of the result, not exceptions.</summary>
    ValueTask<CartResult> ApplyAsync(CartId id, CartCommand command, CancellationToken cancellationToken = default);
}

/// <summary>Specifies whether a cart remembers an operation.</summary>
internal enum OperationMatch
{
    /// <summary>The cart does not know the operation.</summary>
    None,

    /// <summary>The operation took effect, and was asked for the same.</summary>
    Repeat,

    /// <summary>The id was used for something else.</summary>
    Reused,
}

/// <summary>
/// Tells when carts change, whichever process changes them. What it tells are hints, which can come late, twice or, while a store is
/// away, not at all: what a cart holds, the <see cref="ICartStore"/> says.
/// </summary>
/// <remarks>An extension point. An implementation passes the contract suite in <c>tests/Cart.Testing</c>.</remarks>
internal interface ICartWatch
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

/// <summary>Goes through all carts that a store holds, whosever they are: for operators and the shop's own work, never for shoppers.</summary>
/// <remarks>
/// An extension point. An implementation passes the contract suite in <c>tests/Cart.Testing</c>. All methods throw
/// <see cref="CartUnavailableException"/> when the store does not answer.
/// </remarks>
internal interface ICartDirectory
{
    /// <summary>Lists carts, a page at a time, in no order that means anything.</summary>
    /// <param name="cursor">Null for the first page, then <see cref="CartPage.Next"/> of the page before.</param>
    /// <param name="limit">About how many entries of the store to look at, 1 to 10,000. A page can hold fewer carts, or none, or a few more.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>
    /// A page. Who follows it to the end sees every cart that was there all the time, as it was when its page was read; one that came, changed
    /// or went meanwhile maybe not, and, where a store reorganises itself, some cart a second time.
    /// </returns>
    /// <exception cref="ArgumentException">The cursor is none of this store, or the limit is out of range.</exception>
    ValueTask<CartPage> ListAsync(string? cursor = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes a cart if it has not changed since it was listed. A cart that is on its way to an order or into another cart is left alone.
    /// </summary>
    /// <param name="seen">The cart, as it was listed.</param>
    /// <param name="cancellationToken">Stops waiting; the cart may be deleted.</param>
    /// <returns>Whether the cart was deleted by this call.</returns>
    ValueTask<bool> DeleteAsync(CartSummary seen, CancellationToken cancellationToken = default);

    /// <summary>
    /// Marks a cart as abandoned if it takes changes, has lines, and has not changed since it was listed. The mark is no change: version and
    /// expiry stay. It holds until the cart changes.
    /// </summary>
    /// <param name="seen">The cart, as it was listed.</param>
    /// <param name="cancellationToken">Stops waiting; the cart may be marked.</param>
    /// <returns>Whether this call marked the cart: true for one of all that try.</returns>
    ValueTask<bool> MarkAbandonedAsync(CartSummary seen, CancellationToken cancellationToken = default);

    /// <summary>Takes the turn to go through all carts, for one of all processes that share them.</summary>
    /// <param name="duration">For how long nobody else gets it.</param>
    /// <param name="cancellationToken">Stops waiting; the turn may be taken.</param>
    /// <returns>Whether this call took it.</returns>
    ValueTask<bool> TakeTurnAsync(TimeSpan duration, CancellationToken cancellationToken = default);
}

/// <summary>A cart in a list: all but its lines.</summary>
internal sealed record CartSummary
{
    /// <summary>Gets the cart's id.</summary>
    public required CartId Id { get; init; }

    /// <summary>Gets whether the cart takes changes.</summary>
    public required CartState State { get; init; }

    /// <summary>Gets the number of changes so far, 1 or more.</summary>
    public required long Version { get; init; }

    /// <summary>Gets the user who owns the cart; null for a guest's.</summary>
    public string? UserId { get; init; }

    /// <summary>Gets the number of lines.</summary>
    public required int UniqueCount { get; init; }

    /// <summary>Gets the number of units over all lines.</summary>
    public required long Count { get; init; }

    /// <summary>Gets when the cart was first changed, to the second.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when the cart was last changed, to the second.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Gets whether the cart was told of as abandoned, and has not changed since.</summary>
    public bool IsAbandoned { get; init; }
}

/// <summary>A page of the carts of a store.</summary>
/// <param name="Carts">The carts; a page can be empty without being the last one.</param>
/// <param name="Next">The cursor of the next page, opaque; null after the last one.</param>
internal sealed record CartPage(ImmutableArray<CartSummary> Carts, string? Next);
