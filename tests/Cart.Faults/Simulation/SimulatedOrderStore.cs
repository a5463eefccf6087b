using System.Collections.Immutable;
using Cart.Engine;

namespace Cart.Faults;

/// <summary>The orders, their outbox and the discounts as one process reaches them.</summary>
internal sealed class SimulatedOrderStore(World world, Actor process) : IOrderStore, IOrderOutbox, IDiscountStore
{
    private OrderServer Server => world.Server;

    public ValueTask<IDisposable> AdmitAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IDisposable>(EndlessRoom.Instance);

    public async ValueTask<Placement> PlaceAsync(OrderDraft draft, CancellationToken cancellationToken = default) =>
        await world.Network.SendAsync(process, () => Server.PlaceAsync(draft), effect => Server.LeaveUnderWay(draft.Cart.Id, effect));

    public async ValueTask<OrderId?> SettleAsync(CartId cartId, long fence, CancellationToken cancellationToken = default) =>
        await SendAsync(() => Server.SettleAsync(cartId, fence));

    public async ValueTask<Order?> GetAsync(OrderId id, CancellationToken cancellationToken = default) =>
        await SendAsync(() => Server.Orders.GetAsync(id).AsTask());

    public async ValueTask<Order?> FindByCartAsync(CartId cartId, CancellationToken cancellationToken = default) =>
        await SendAsync(() => Server.Orders.FindByCartAsync(cartId).AsTask());

    public async ValueTask<Order?> FindByOperationAsync(
        string key, string? userId, IReadOnlyCollection<CartId> carts, CancellationToken cancellationToken = default) =>
        await SendAsync(() => Server.Orders.FindByOperationAsync(key, userId, carts).AsTask());

    public async ValueTask RememberKeyAsync(OrderId id, string key, CancellationToken cancellationToken = default) =>
        await SendAsync(async () =>
        {
            await Server.Orders.RememberKeyAsync(id, key);
            return true;
        });

    public async ValueTask<ImmutableArray<OutboxEntry>> TakeAsync(int limit, TimeSpan lease, CancellationToken cancellationToken = default) =>
        await SendAsync(() => Server.Orders.TakeAsync(limit, lease).AsTask());

    public async ValueTask CompleteAsync(IReadOnlyCollection<OrderId> orders, CancellationToken cancellationToken = default) =>
        await SendAsync(async () =>
        {
            await Server.Orders.CompleteAsync(orders);
            return true;
        });

    public async ValueTask<Discount?> FindAsync(DiscountCode code, CancellationToken cancellationToken = default) =>
        await SendAsync(() => Server.Discounts.FindAsync(code).AsTask());

    public ValueTask<long> ExpireAsync(TimeSpan retention, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<OutboxBacklog> MeasureAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<ImmutableArray<Order>> ListByUserAsync(
        string userId, OrderId? before = null, int limit = 100, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<ImmutableArray<Order>> ListAsync(
        OrderId? before = null, int limit = 100, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<DiscountUses?> ReturnDiscountAsync(OrderId id, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<long> AnonymiseUserAsync(string userId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<CartError?> CreateAsync(Discount discount, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<CartError?> UpdateAsync(Discount discount, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<CartError?> DeleteAsync(DiscountCode code, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<long> CountUsesAsync(DiscountCode code, string userId, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<ImmutableArray<Discount>> ListAsync(
        DiscountCode? after = null, int limit = 100, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    private Task<T> SendAsync<T>(Func<Task<T>> effect) => world.Network.SendAsync(process, effect);
}
