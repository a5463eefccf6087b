using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>A session in memory: for programs that are their own shopper, and for tests. Safe to share between requests.</summary>
public sealed class InMemoryCartSession : ICartSession
{
    private readonly Lock _gate = new();
    private CartId? _cart;
    private ImmutableArray<CartId> _ended = [];
    private CartId _next = CartId.New();

    /// <inheritdoc/>
    public string? UserId { get; set; }

    /// <inheritdoc/>
    public ValueTask<CartId?> FindAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_cart);
        }
    }

    /// <inheritdoc/>
    public ValueTask<CartId> NextAsync(CartId? ended, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_cart is { } cart && cart != ended ? cart : _next);
        }
    }

    /// <inheritdoc/>
    public ValueTask SetAsync(CartId cart, CartId? ended = null, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Remember(ended);
            if (_cart != cart)
            {
                (_cart, _next) = (cart, CartId.New());
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RenewAsync(CartId? cart = null, CartId? ended = null, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Remember(ended);
            (_cart, _next) = (cart, CartId.New());
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<CartId>> ListEndedAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_ended);
        }
    }

    private void Remember(CartId? ended)
    {
        if (ended is { } last)
        {
            _ended = [last, .. _ended.Where(known => known != last).Take(ICartSession.MaxEnded - 1)];
        }
    }
}
