using System.Collections.Immutable;
using Cart.Engine;

namespace Cart.Testing;

/// <summary>A real order store behind another, which overrides what a test is about.</summary>
internal abstract class DelegatingOrderStore(IOrderStore orders) : IOrderStore
{
    public ValueTask<IDisposable> AdmitAsync(CancellationToken cancellationToken = default) => orders.AdmitAsync(cancellationToken);

    public virtual ValueTask<Placement> PlaceAsync(OrderDraft draft, CancellationToken cancellationToken = default) =>
        orders.PlaceAsync(draft, cancellationToken);

    public ValueTask<OrderId?> SettleAsync(CartId cartId, long fence, CancellationToken cancellationToken = default) =>
        orders.SettleAsync(cartId, fence, cancellationToken);

    public virtual ValueTask<Order?> GetAsync(OrderId id, CancellationToken cancellationToken = default) => orders.GetAsync(id, cancellationToken);

    public ValueTask<Order?> FindByCartAsync(CartId cartId, CancellationToken cancellationToken = default) =>
        orders.FindByCartAsync(cartId, cancellationToken);

    public virtual ValueTask<Order?> FindByOperationAsync(
        string key, string? userId, IReadOnlyCollection<CartId> carts, CancellationToken cancellationToken = default) =>
        orders.FindByOperationAsync(key, userId, carts, cancellationToken);

    public ValueTask RememberKeyAsync(OrderId id, string key, CancellationToken cancellationToken = default) =>
        orders.RememberKeyAsync(id, key, cancellationToken);

    public ValueTask<ImmutableArray<Order>> ListByUserAsync(
        string userId, OrderId? before = null, int limit = 100, CancellationToken cancellationToken = default) =>
        orders.ListByUserAsync(userId, before, limit, cancellationToken);

    public ValueTask<ImmutableArray<Order>> ListAsync(OrderId? before = null, int limit = 100, CancellationToken cancellationToken = default) =>
        orders.ListAsync(before, limit, cancellationToken);

    public ValueTask<DiscountUses?> ReturnDiscountAsync(OrderId id, CancellationToken cancellationToken = default) =>
        orders.ReturnDiscountAsync(id, cancellationToken);

    public ValueTask<long> AnonymiseUserAsync(string userId, CancellationToken cancellationToken = default) =>
        orders.AnonymiseUserAsync(userId, cancellationToken);
}
