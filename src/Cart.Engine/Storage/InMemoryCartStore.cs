using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// Stores carts in the memory of one process, for prototypes and tests, and as the reference model of the Redis store. Carts are lost when the
/// process ends.
/// </summary>
internal sealed class InMemoryCartStore(IOptions<CartOptions> options, TimeProvider time) : ICartStore, ICartWatch, ICartDirectory
{
    private const int MostListed = 10_000;

    private readonly ConcurrentDictionary<CartId, InMemoryCart> _carts = new();
    private readonly ConcurrentDictionary<CartId, Action> _watches = new();
    private readonly CartLimits _limits = new(options.Value);
    private readonly CartLifetimes _lifetimes = new(options.Value);
    private long _turnTakenUntil;

    public ValueTask<CartSnapshot> GetAsync(CartId id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var snapshot = _carts.TryGetValue(id, out var cart) ? cart.Snapshot() : CartSnapshot.Nothing(id, _limits.Currency);
        return ValueTask.FromResult(snapshot);
    }

    public ValueTask<OperationMatch> FindOperationAsync(
        CartId id, Shopper shopper, OperationId operation, string content, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_carts.TryGetValue(id, out var cart) ? cart.FindOperation(shopper, operation, content) : OperationMatch.None);
    }

    public ValueTask<CartResult> ApplyAsync(CartId id, CartCommand command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        cancellationToken.ThrowIfCancellationRequested();
        var result = _limits.Check(command)
            ?? _carts.GetOrAdd(id, static (id, store) => store.Create(id), this).Apply(command);
        if (result is { Status: CartStatus.Ok, Replayed: false })
        {
            Tell(id);
        }

        return ValueTask.FromResult(result);
    }

    public ValueTask<CartPage> ListAsync(string? cursor = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostListed);
        if (cursor is not null && !CartId.TryParse(cursor, out _))
        {
            throw new ArgumentException("The cursor is none that a page of this store named.", nameof(cursor));
        }

        cancellationToken.ThrowIfCancellationRequested();
        var page = _carts.Select(static entry => (Name: entry.Key.ToString(), Cart: entry.Value))
            .Where(entry => string.CompareOrdinal(entry.Name, cursor) > 0)
            .OrderBy(static entry => entry.Name, StringComparer.Ordinal).Take(limit).ToList();
        return ValueTask.FromResult(new CartPage(
            [.. page.Select(static entry => entry.Cart.Summary()).OfType<CartSummary>()], page.Count < limit ? null : page[^1].Name));
    }

    public ValueTask<bool> DeleteAsync(CartSummary seen, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(seen);
        cancellationToken.ThrowIfCancellationRequested();
        var deleted = _carts.TryGetValue(seen.Id, out var cart) && cart.Delete(seen);
        if (deleted)
        {
            Tell(seen.Id);
        }

        return ValueTask.FromResult(deleted);
    }

    public ValueTask<bool> MarkAbandonedAsync(CartSummary seen, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(seen);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_carts.TryGetValue(seen.Id, out var cart) && cart.MarkAbandoned(seen));
    }

    public ValueTask<bool> TakeTurnAsync(TimeSpan duration, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (now, until) = (time.GetUtcNow().UtcTicks, Volatile.Read(ref _turnTakenUntil));
        return ValueTask.FromResult(
            now >= until && Interlocked.CompareExchange(ref _turnTakenUntil, now + duration.Ticks, until) == until);
    }

    public ValueTask<IAsyncDisposable> WatchAsync(CartId id, Action changed, CancellationToken cancellationToken = default)
    {
        _watches.AddOrUpdate(id, changed, (_, others) => others + changed);
        return ValueTask.FromResult<IAsyncDisposable>(new Watch(this, id, changed));
    }

    public ValueTask NotifyAsync(CartId id, CancellationToken cancellationToken = default)
    {
        Tell(id);
        return ValueTask.CompletedTask;
    }

    private InMemoryCart Create(CartId id) => new(id, _limits, _lifetimes, options.Value, time);

    private void Tell(CartId id)
    {
        if (_watches.TryGetValue(id, out var changed))
        {
            changed();
        }
    }

    private sealed class Watch(InMemoryCartStore store, CartId id, Action changed) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            // Another subscription may be added or removed concurrently, so this retries until none was.
            while (store._watches.TryGetValue(id, out var all) && !TryEnd(all))
            {
            }

            return ValueTask.CompletedTask;
        }

        private bool TryEnd(Action all) => all - changed is { } others
            ? store._watches.TryUpdate(id, others, all)
            : store._watches.TryRemove(KeyValuePair.Create(id, all));
    }
}
