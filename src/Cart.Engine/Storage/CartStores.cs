using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>
/// Stores live carts. Every command is one atomic step on the current state of the cart. The store first checks a command against
/// <see cref="CartLimits"/>, so nothing can exceed the limits.
/// </summary>
/// <remarks>
/// An extension point. An implementation passes the contract suite in <c>tests/Cart.Testing</c>. All methods throw
/// <see cref="CartUnavailableException"/> when the store does not answer. Cancelling a command only stops waiting: it may still take effect.
/// </remarks>
internal interface ICartStore
{
    /// <summary>Reads a cart. A cart that does not exist reads as empty, with version 0. Never writes.</summary>
    ValueTask<CartSnapshot> GetAsync(CartId id, CancellationToken cancellationToken = default);

    /// <summary>Returns whether a cart remembers an operation. Never writes.</summary>
    /// <param name="id">The cart, in any state.</param>
    /// <param name="shopper">The shopper. A cart of another user reports nothing.</param>
    /// <param name="operation">The id of the operation.</param>
    /// <param name="content">The content of the operation.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<OperationMatch> FindOperationAsync(
        CartId id, Shopper shopper, OperationId operation, string content, CancellationToken cancellationToken = default);

    /// <summary>Executes a command. Refusals are statuses of the result, not exceptions.</summary>
    ValueTask<CartResult> ApplyAsync(CartId id, CartCommand command, CancellationToken cancellationToken = default);
}

/// <summary>Specifies whether a cart remembers an operation.</summary>
internal enum OperationMatch
{
    /// <summary>The cart does not know the operation.</summary>
    None,

    /// <summary>The operation took effect, with the same content.</summary>
    Repeat,

    /// <summary>The id was used with other content.</summary>
    Reused,
}

/// <summary>
/// Notifies subscribers when carts change, in any process. Notifications are hints. They can be late or duplicate, or missing while a store is
/// unavailable. Read the <see cref="ICartStore"/> for the content.
/// </summary>
/// <remarks>An extension point. An implementation passes the contract suite in <c>tests/Cart.Testing</c>.</remarks>
internal interface ICartWatch
{
    /// <summary>Subscribes to a cart, which need not exist.</summary>
    /// <param name="id">The cart.</param>
    /// <param name="changed">Called after each change, on any thread and possibly concurrently; it must not block or throw.</param>
    /// <param name="cancellationToken">Stops waiting for the subscription.</param>
    /// <returns>The subscription; dispose of it to end it.</returns>
    /// <exception cref="CartUnavailableException">The store did not answer.</exception>
    ValueTask<IAsyncDisposable> WatchAsync(CartId id, Action changed, CancellationToken cancellationToken = default);

    /// <summary>Notifies all subscribers of a cart although it did not change.</summary>
    /// <param name="id">The cart, which need not exist.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="CartUnavailableException">The store did not answer.</exception>
    ValueTask NotifyAsync(CartId id, CancellationToken cancellationToken = default);
}

/// <summary>Lists all carts of a store, for operators and for jobs of the shop, never for shoppers.</summary>
/// <remarks>
/// An extension point. An implementation passes the contract suite in <c>tests/Cart.Testing</c>. All methods throw
/// <see cref="CartUnavailableException"/> when the store does not answer.
/// </remarks>
internal interface ICartDirectory
{
    /// <summary>Returns carts, a page at a time, in no particular order.</summary>
    /// <param name="cursor">Null for the first page, then <see cref="CartPage.Next"/> of the page before.</param>
    /// <param name="limit">About how many entries of the store to scan, 1 to 10,000. A page can have fewer carts, none, or a few more.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>
    /// A page. A complete iteration returns every cart that exists during all of it, at least once, as it was when its page was read. Carts that are
    /// created, changed or deleted meanwhile may be missing, and duplicates are possible while a store reorganises itself.
    /// </returns>
    /// <exception cref="ArgumentException">The cursor is not from this store, or the limit is out of range.</exception>
    ValueTask<CartPage> ListAsync(string? cursor = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes a cart if it has not changed since it was listed. A cart in a checkout or a merge is not deleted.
    /// </summary>
    /// <param name="seen">The cart, as it was listed.</param>
    /// <param name="cancellationToken">Stops waiting; the cart may be deleted.</param>
    /// <returns>True if this call deleted the cart; otherwise, false.</returns>
    ValueTask<bool> DeleteAsync(CartSummary seen, CancellationToken cancellationToken = default);

    /// <summary>
    /// Marks a cart as abandoned if it takes changes, has lines, and has not changed since it was listed. The mark does not change version and
    /// expiry, and holds until the cart changes.
    /// </summary>
    /// <param name="seen">The cart, as it was listed.</param>
    /// <param name="cancellationToken">Stops waiting; the cart may be marked.</param>
    /// <returns>True if this call marked the cart; of several concurrent calls, only one returns true.</returns>
    ValueTask<bool> MarkAbandonedAsync(CartSummary seen, CancellationToken cancellationToken = default);

    /// <summary>Acquires the lock that lets one process sweep all carts.</summary>
    /// <param name="duration">How long no other process can acquire it.</param>
    /// <param name="cancellationToken">Stops waiting; the lock may be acquired.</param>
    /// <returns>True if this call acquired the lock; otherwise, false.</returns>
    ValueTask<bool> TakeTurnAsync(TimeSpan duration, CancellationToken cancellationToken = default);
}

/// <summary>Represents a cart in a list, without its lines.</summary>
internal sealed record CartSummary
{
    /// <summary>Gets the cart's id.</summary>
    public required CartId Id { get; init; }

    /// <summary>Gets the state of the cart.</summary>
    public required CartState State { get; init; }

    /// <summary>Gets the number of changes so far, 1 or more.</summary>
    public required long Version { get; init; }

    /// <summary>Gets the user who owns the cart; null for a guest's.</summary>
    public string? UserId { get; init; }

    /// <summary>Gets the number of lines.</summary>
    public required int UniqueCount { get; init; }

    /// <summary>Gets the total quantity of all lines, in units.</summary>
    public required long Count { get; init; }

    /// <summary>Gets the time of the first change, to the second.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets the time of the last change, to the second.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Gets whether the cart was marked as abandoned and has not changed since.</summary>
    public bool IsAbandoned { get; init; }
}

/// <summary>Represents a page of carts.</summary>
/// <param name="Carts">The carts. A page can be empty without being the last one.</param>
/// <param name="Next">The opaque cursor of the next page; null after the last one.</param>
internal sealed record CartPage(ImmutableArray<CartSummary> Carts, string? Next);
