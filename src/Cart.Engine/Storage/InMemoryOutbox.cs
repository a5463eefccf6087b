using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>The outbox of the <see cref="InMemoryOrderStore"/>, which guards it.</summary>
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

    public void Complete(IEnumerable<OrderId> orders)
    {
        foreach (var order in orders)
        {
            _items.Remove(order);
        }
    }

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
