using System.Collections.Immutable;
using Cart.Engine;

namespace Cart.Golden.Tests;

/// <summary>A session that holds a text, which may be anything: what is no cart id counts as none.</summary>
internal sealed class GoldenSession : ICartSession
{
    private CartId _next = CartId.New();

    public string? Text { get; set; }

    public string? UserId { get; set; }

    public ValueTask<CartId?> FindAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(CartId.TryParse(Text, out var cart) ? cart : (CartId?)null);

    public ValueTask<CartId> NextAsync(CartId? ended, CancellationToken cancellationToken = default) => ValueTask.FromResult(_next);

    public ValueTask<ImmutableArray<CartId>> ListEndedAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(ImmutableArray<CartId>.Empty);

    public ValueTask SetAsync(CartId cart, CartId? ended = null, CancellationToken cancellationToken = default)
    {
        (Text, _next) = (cart.ToString(), CartId.New());
        return ValueTask.CompletedTask;
    }

    public ValueTask RenewAsync(CartId? cart = null, CartId? ended = null, CancellationToken cancellationToken = default)
    {
        (Text, _next) = (cart?.ToString(), CartId.New());
        return ValueTask.CompletedTask;
    }
}
