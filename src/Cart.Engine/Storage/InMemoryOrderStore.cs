using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Stores orders in the memory of one process, by the same rules as PostgreSQL, for prototypes and tests.</summary>
internal sealed class InMemoryOrderStore(InMemoryDiscountStore discounts, TimeProvider time) : IOrderStore, IOrderOutbox
{
    private const int MaxLaterKeys = 16;

    private readonly Lock _gate = new();
    private readonly InMemoryOutbox _outbox = new(time);
    private readonly HashSet<OrderId> _redeemed = [];
    private readonly Dictionary<CartId, (long Fence, OrderId? Order)> _checkouts = [];
    private readonly Dictionary<OrderId, Order> _orders = [];
    private readonly Dictionary<OrderId, HashSet<string>> _laterKeys = [];

    public ValueTask<IDisposable> AdmitAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<IDisposable>(EndlessRoom.Instance);

    public ValueTask<Placement> PlaceAsync(OrderDraft draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return AloneAsync(() => Place(draft), cancellationToken);
    }

    public ValueTask<OrderId?> SettleAsync(CartId cartId, long fence, CancellationToken cancellationToken = default) => AloneAsync(
        () =>
        {
            var (known, order) = _checkouts.GetValueOrDefault(cartId);
            _checkouts[cartId] = (Math.Max(known, fence), order);
            return order;
        },
        cancellationToken);

    public ValueTask<Order?> GetAsync(OrderId id, CancellationToken cancellationToken = default) =>
        AloneAsync(() => _orders.GetValueOrDefault(id), cancellationToken);

    public ValueTask<Order?> FindByCartAsync(CartId cartId, CancellationToken cancellationToken = default) =>
        AloneAsync(() => _checkouts.GetValueOrDefault(cartId).Order is { } id ? _orders[id] : null, cancellationToken);

    public ValueTask<Order?> FindByOperationAsync(
        string key, string? userId, IReadOnlyCollection<CartId> carts, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(carts);
        return AloneAsync(
            () => NewestFirst(order => (order.Operation?.Key == key || _laterKeys.GetValueOrDefault(order.Id)?.Contains(key) is true)
                && (carts.Contains(order.CartId) || (userId is not null && order.UserId == userId))).FirstOrDefault(),
            cancellationToken);
    }

    public async ValueTask RememberKeyAsync(OrderId id, string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        await AloneAsync(
            () =>
            {
                var keys = _laterKeys.TryGetValue(id, out var known) ? known : _laterKeys[id] = [];
                return keys.Count < MaxLaterKeys && keys.Add(key);
            },
            cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<ImmutableArray<Order>> ListByUserAsync(
        string userId, OrderId? before = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        return AloneAsync(
            () =>
            {
                var orders = NewestFirst(order => order.UserId == userId);
                return (before is { } last ? orders.SkipWhile(order => order.Id != last).Skip(1) : orders).Take(limit).ToImmutableArray();
            },
            cancellationToken);
    }

    public ValueTask<ImmutableArray<Order>> ListAsync(OrderId? before = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        return AloneAsync(
            () => _orders.Values
                .Where(order => before is not { } last || string.CompareOrdinal(order.Id.ToString(), last.ToString()) < 0)
                .OrderByDescending(static order => order.Id.ToString(), StringComparer.Ordinal).Take(limit).ToImmutableArray(),
            cancellationToken);
    }

    public ValueTask<DiscountUses?> ReturnDiscountAsync(OrderId id, CancellationToken cancellationToken = default) => AloneAsync(
        () => _redeemed.Remove(id) ? ReturnAll(_orders[id].DiscountCodes.Select(DiscountCode.Parse), _orders[id].UserId) : null, cancellationToken);

    public ValueTask<long> AnonymiseUserAsync(string userId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return AloneAsync(
            () =>
            {
                var theirs = _orders.Values.Where(order => order.UserId == userId).ToList();
                theirs.ForEach(order => _orders[order.Id] = order with { UserId = null });
                discounts.Anonymise(userId);
                return (long)theirs.Count;
            },
            cancellationToken);
    }

    public ValueTask<ImmutableArray<OutboxEntry>> TakeAsync(int limit, TimeSpan lease, CancellationToken cancellationToken = default) =>
        AloneAsync(() => _outbox.Take(limit, lease), cancellationToken);

    public async ValueTask CompleteAsync(IReadOnlyCollection<OrderId> orders, CancellationToken cancellationToken = default) =>
        await AloneAsync(() => _outbox.Complete(orders), cancellationToken).ConfigureAwait(false);

    public ValueTask<long> ExpireAsync(TimeSpan retention, CancellationToken cancellationToken = default) =>
        AloneAsync(() => _outbox.Expire(retention), cancellationToken);

    public ValueTask<OutboxBacklog> MeasureAsync(CancellationToken cancellationToken = default) => AloneAsync(_outbox.Measure, cancellationToken);

    private ValueTask<T> AloneAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return ValueTask.FromResult(work());
        }
    }

    private IEnumerable<Order> NewestFirst(Func<Order, bool> isMeant) => _orders.Values.Where(isMeant)
        .OrderByDescending(static order => order.PlacedAt).ThenByDescending(static order => order.Id.ToString(), StringComparer.Ordinal);

    private Placement Place(OrderDraft draft)
    {
        var (id, cart) = (draft.Id, draft.Cart);
        var (fence, placed) = _checkouts.GetValueOrDefault(cart.Id);
        if (placed is { } known)
        {
            return known == id ? new Placement.Placed(_orders[id].PlacedAt) : new Placement.AlreadyPlaced(known);
        }

        if (cart.Fence <= fence)
        {
            return new Placement.Fenced(fence);
        }

        var uses = ImmutableArray.CreateBuilder<DiscountUses>(draft.Discounts.Length);
        foreach (var code in draft.Discounts)
        {
            var (problem, granted) = discounts.Grant(code, cart.UserId, draft.Totals.Summary, draft.PricedAt);
            if (problem is { } why)
            {
                ReturnAll(draft.Discounts.Take(uses.Count), cart.UserId);
                _redeemed.Remove(id);
                return new Placement.DiscountRefused(why);
            }

            uses.Add(granted);
            _redeemed.Add(id);
        }

        var order = draft.ToOrder(time.GetUtcNow());
        _orders.Add(id, order);
        _checkouts[cart.Id] = (cart.Fence, id);
        _outbox.Add(draft);
        return new Placement.Placed(order.PlacedAt) { Uses = uses.ToImmutable() };
    }

    private DiscountUses? ReturnAll(IEnumerable<DiscountCode> codes, string? userId)
    {
        DiscountUses? uses = null;
        foreach (var code in codes)
        {
            uses = discounts.Return(code, userId);
        }

        return uses;
    }
}

/// <summary>Represents the outbox of the <see cref="InMemoryOrderStore"/>, which synchronises access to it.</summary>
internal sealed class InMemoryOutbox(TimeProvider time)
{
    private const int MostDoublings = 10;

    private readonly Dictionary<OrderId, Item> _items = [];

    public void Add(OrderDraft draft)
    {
        var now = time.GetUtcNow();
        _items.Add(draft.Id, new Item(new OutboxEntry(draft.Id, draft.Cart.Id, draft.Cart.Fence, 0), now, now + IOrderOutbox.Grace));
    }

    public ImmutableArray<OutboxEntry> Take(int limit, TimeSpan lease)
    {
        var now = time.GetUtcNow();
        var taken = _items.Values.Where(item => item.DueAt <= now).OrderBy(static item => item.DueAt).Take(limit).ToList();
        foreach (var (entry, createdAt, _) in taken)
        {
            var next = entry with { Attempts = entry.Attempts + 1 };
            _items[entry.OrderId] = new Item(next, createdAt, now + (lease * (1 << Math.Min(entry.Attempts, MostDoublings))));
        }

        return [.. taken.Select(item => _items[item.Entry.OrderId].Entry)];
    }

    public int Complete(IEnumerable<OrderId> orders) => orders.Count(_items.Remove);

    public long Expire(TimeSpan retention)
    {
        var old = _items.Values.Where(item => item.CreatedAt < time.GetUtcNow() - retention).ToList();
        Complete(old.Select(static item => item.Entry.OrderId));
        return old.Count;
    }

    public OutboxBacklog Measure()
    {
        var now = time.GetUtcNow();
        var due = _items.Values.Where(item => item.DueAt <= now).Select(static item => item.DueAt).ToList();
        return new OutboxBacklog(_items.Count, due.Count == 0 ? TimeSpan.Zero : now - due.Min());
    }

    private sealed record Item(OutboxEntry Entry, DateTimeOffset CreatedAt, DateTimeOffset DueAt);
}
