using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Remembers the carts of users in the memory of one process: for prototypes and tests.</summary>
public sealed class InMemoryUserCarts : IUserCarts
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, CartId> _active = [];
    private readonly Dictionary<string, CartId> _next = [];
    private readonly Dictionary<string, ImmutableArray<CartId>> _carts = [];

    /// <inheritdoc/>
    public ValueTask<CartId?> FindActiveAsync(string userId, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_active.TryGetValue(userId, out var cart) ? cart : (CartId?)null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<CartId> ClaimActiveAsync(
        string userId, CartId candidate, CartId? ended = null, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_active.TryGetValue(userId, out var active) && active != ended)
            {
                return ValueTask.FromResult(active);
            }

            _active[userId] = candidate;
            Withdraw(userId, candidate);
            Remember(userId, candidate);
            return ValueTask.FromResult(candidate);
        }
    }

    /// <inheritdoc/>
    public ValueTask<CartId> AgreeOnNextAsync(
        string userId, CartId candidate, CartId? ended = null, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_active.TryGetValue(userId, out var active) && active != ended)
            {
                return ValueTask.FromResult(active);
            }

            if (!_next.TryGetValue(userId, out var next) || next == ended)
            {
                _next[userId] = next = candidate;
            }

            return ValueTask.FromResult(next);
        }
    }

    /// <inheritdoc/>
    public ValueTask ReleaseNextAsync(string userId, CartId candidate, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Withdraw(userId, candidate);
            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask AddAsync(string userId, CartId cart, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Remember(userId, cart);
            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<CartId>> ListAsync(string userId, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_carts.GetValueOrDefault(userId, []));
        }
    }

    private void Withdraw(string userId, CartId candidate)
    {
        if (_next.TryGetValue(userId, out var next) && next == candidate)
        {
            _next.Remove(userId);
        }
    }

    private void Remember(string userId, CartId cart)
    {
        IEnumerable<CartId> carts = [cart, .. _carts.GetValueOrDefault(userId, []).Where(known => known != cart)];
        _carts[userId] = [.. carts.Take(IUserCarts.MaxCarts)];
    }
}
