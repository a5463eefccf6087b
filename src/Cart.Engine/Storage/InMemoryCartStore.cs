using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// Keeps carts in the memory of one process: for prototypes and tests, and as the model that the Redis store is compared with.
/// Carts end with the process.
/// </summary>
public sealed class InMemoryCartStore(IOptions<CartOptions> options, TimeProvider time) : ICartStore
{
    private readonly ConcurrentDictionary<CartId, InMemoryCart> _carts = new();
    private readonly CartLimits _limits = new(options.Value);

    /// <inheritdoc/>
    public ValueTask<CartSnapshot> GetAsync(CartId id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var snapshot = _carts.TryGetValue(id, out var cart) ? cart.Snapshot() : CartSnapshot.Nothing(id, _limits.Currency);
        return ValueTask.FromResult(snapshot);
    }

    /// <inheritdoc/>
    public ValueTask<CartResult> ApplyAsync(CartId id, CartCommand command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        cancellationToken.ThrowIfCancellationRequested();
        var result = _limits.Check(command)
            ?? _carts.GetOrAdd(id, static (id, store) => new InMemoryCart(id, store.Limits, store.Options, store.Time), (Limits: _limits, Options: options.Value, Time: time))
                .Apply(command);
        return ValueTask.FromResult(result);
    }
}
