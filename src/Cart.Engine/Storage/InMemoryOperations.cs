namespace Cart.Engine;

/// <summary>
/// Represents the operations that a cart remembers, oldest first. As in Redis, a new one displaces at most two that are too old or too many.
/// </summary>
internal sealed class InMemoryOperations(CartOptions options)
{
    private readonly Queue<(OperationId Id, DateTimeOffset At)> _queue = [];
    private readonly Dictionary<OperationId, string> _contents = [];

    public string? Find(OperationId id) => _contents.GetValueOrDefault(id);

    public void Remember(CartMutation mutation, DateTimeOffset now)
    {
        if (mutation.Operation is not { } id)
        {
            return;
        }

        for (var forgotten = 0; forgotten < 2 && _queue.TryPeek(out var oldest) && !IsKept(oldest.At, now); forgotten++)
        {
            _contents.Remove(_queue.Dequeue().Id);
        }

        _queue.Enqueue((id, now));
        _contents[id] = mutation.AskedContent;
    }

    public void Forget()
    {
        _queue.Clear();
        _contents.Clear();
    }

    private bool IsKept(DateTimeOffset at, DateTimeOffset now) =>
        _queue.Count < options.MaxIdempotencyKeys && at + options.IdempotencyTimeToLive > now;
}

/// <summary>Represents the merges of other carts into one: taken over for good, or refused up to an attempt.</summary>
internal sealed class InMemoryMerges
{
    private const long Taken = long.MaxValue;

    private readonly Dictionary<CartId, long> _sources = [];

    public bool WasTaken(CartId source) => _sources.GetValueOrDefault(source) == Taken;

    public bool IsRefused(CartId source, long attempt) => _sources.GetValueOrDefault(source) >= attempt;

    public void Take(CartId source) => _sources[source] = Taken;

    public void Refuse(CartId source, long attempt) => _sources[source] = Math.Max(attempt, _sources.GetValueOrDefault(source));

    public void Forget() => _sources.Clear();
}
