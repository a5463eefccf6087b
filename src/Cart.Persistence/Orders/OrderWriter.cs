using System.Diagnostics.Metrics;
using Cart.Engine;
using Npgsql;

namespace Cart.Persistence;

/// <summary>
/// Commits orders in batches: drafts that arrive while one batch is sent form the next. There is no batching delay. A batch is one round trip and one
/// transaction, so all of its orders share one disk commit and one lock on a popular discount.
/// </summary>
internal sealed class OrderWriter(PostgresDatabase database, OrderStatements sql)
{
    private const int MostInBatch = 64;
    private const int MostWriters = 2;
    private const int MaxTries = 3;

    private static readonly Meter Meter = new("Cart.Persistence");

    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram(
        "cart.orders.batch_size", "{order}", "How many orders were committed together.", tags: null,
        new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64] });

    private readonly Lock _gate = new();
    private readonly LinkedList<PendingOrder> _queue = [];
    private readonly HashSet<Task> _running = [];
    private int _writers;

    /// <summary>Commits a draft, or returns why it was refused.</summary>
    public async Task<Placement> WriteAsync(OrderDraft draft, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var pending = new PendingOrder(draft, cancellationToken);
        var isWriterNeeded = Enqueue(pending);
        await FaultPoint.ReachAsync("order.queued").ConfigureAwait(false);
        if (isWriterNeeded)
        {
            StartWriter();
        }

        return await pending.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until all queued drafts are committed or refused.</summary>
    public async Task DrainAsync()
    {
        while (Running() is { Length: > 0 } running)
        {
            await Task.WhenAll(running).ConfigureAwait(false);
        }
    }

    private Task[] Running()
    {
        lock (_gate)
        {
            _running.RemoveWhere(static writer => writer.IsCompleted);
            return [.. _running];
        }
    }

    private void StartWriter()
    {
        lock (_gate)
        {
            _running.RemoveWhere(static writer => writer.IsCompleted);
            _running.Add(Task.Run(WriteQueueAsync, CancellationToken.None));
        }
    }

    // Returns whether another writer must be started.
    private bool Enqueue(PendingOrder pending)
    {
        lock (_gate)
        {
            _queue.AddLast(pending);
            if (_writers == MostWriters)
            {
                return false;
            }

            _writers++;
            return true;
        }
    }

    // A writer runs as long as the queue has drafts.
    private async Task WriteQueueAsync()
    {
        while (TakeBatch() is { Count: > 0 } batch)
        {
            await WriteAsync(batch, nearLimit: false).ConfigureAwait(false);
        }
    }

    // Two attempts of one cart are never in the same batch, because a statement cannot update a row twice.
    private List<PendingOrder> TakeBatch()
    {
        var batch = new List<PendingOrder>(MostInBatch);
        var carts = new HashSet<CartId>(MostInBatch);
        lock (_gate)
        {
            for (var node = _queue.First; node is not null && batch.Count < MostInBatch;)
            {
                var (pending, next) = (node.Value, node.Next);
                if (pending.Cancellation.IsCancellationRequested)
                {
                    pending.TrySetCanceled(pending.Cancellation);
                    _queue.Remove(node);
                }
                else if (carts.Add(pending.Draft.Cart.Id))
                {
                    batch.Add(pending);
                    _queue.Remove(node);
                }

                node = next;
            }

            if (batch.Count == 0)
            {
                _writers--;
            }
        }

        return batch;
    }

    private async Task WriteAsync(IReadOnlyList<PendingOrder> batch, bool nearLimit, int tries = 1)
    {
        try
        {
            var placements = await SendAsync(batch, nearLimit).ConfigureAwait(false);
            BatchSize.Record(batch.Count);
            await FaultPoint.ReachAsync("order.committed").ConfigureAwait(false);
            foreach (var (pending, placement) in batch.Zip(placements))
            {
                pending.TrySetResult(placement);
            }
        }
        catch (Exception fault)
        {
            await RecoverAsync(batch, nearLimit, tries, fault).ConfigureAwait(false);
        }
    }

    private async Task RecoverAsync(IReadOnlyList<PendingOrder> batch, bool nearLimit, int tries, Exception fault)
    {
        var error = PostgresFaults.ErrorOf(fault);
        var rolledBack = fault is PostgresException or CartUnavailableException { OutcomeUnknown: false } && error is not null;
        if (rolledBack && IsAtLimit(error!) && !nearLimit)
        {
            await WriteAsync(batch, nearLimit: true).ConfigureAwait(false);
        }
        else if (rolledBack && PostgresFaults.IsContention(error!) && tries < MaxTries)
        {
            await WriteAsync(batch, nearLimit, tries + 1).ConfigureAwait(false);
        }
        else if (rolledBack && !PostgresFaults.IsFatal(error!) && batch.Count > 1)
        {
            // One draft may be the cause, so split the batch to spare the others.
            var half = batch.Count / 2;
            await WriteAsync([.. batch.Take(half)], nearLimit).ConfigureAwait(false);
            await WriteAsync([.. batch.Skip(half)], nearLimit).ConfigureAwait(false);
        }
        else
        {
            foreach (var pending in batch)
            {
                pending.TrySetException(fault);
            }
        }
    }

    // Another batch took the uses that this one had seen.
    private static bool IsAtLimit(PostgresException error) =>
        error is { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: "discounts_limit" };

    private async Task<Placement[]> SendAsync(IReadOnlyList<PendingOrder> batch, bool nearLimit)
    {
        var drafts = batch.Select(static pending => pending.Draft).ToArray();
        return await database.RunAsync(
            "place orders",
            RequestKind.Repeatable,
            command => command.Add(sql.Place, DraftParameters.Of(drafts, nearLimit)),
            ReadAsync,
            CancellationToken.None).ConfigureAwait(false);

        async ValueTask<Placement[]> ReadAsync(NpgsqlDataReader reader, CancellationToken token)
        {
            var placements = new Placement[drafts.Length];
            while (await reader.ReadAsync(token).ConfigureAwait(false))
            {
                var place = reader.GetInt32(0) - 1;

                // A draft has a row for each of its discounts, in no order. With several, the uses are not reported.
                var placement = OrderStatements.Placement(reader, drafts[place]);
                placements[place] = placement is Placement.Placed placed && drafts[place].Discounts.Length > 1 ? placed with { Uses = [] } : placement;
            }

            return placements;
        }
    }
}

/// <summary>Represents a queued draft and its caller, who continues on another thread: a writer must not run the caller's code.</summary>
internal sealed class PendingOrder(OrderDraft draft, CancellationToken cancellationToken)
    : TaskCompletionSource<Placement>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public OrderDraft Draft => draft;

    public CancellationToken Cancellation => cancellationToken;
}

/// <summary>
/// Limits the concurrent checkouts of this process, and so the queue of orders. A checkout above the limit is refused before its cart is frozen.
/// </summary>
internal sealed class CheckoutRooms(int most)
{
    private int _taken;

    /// <summary>Acquires a slot, until it is disposed.</summary>
    /// <exception cref="CartUnavailableException">All slots are taken.</exception>
    public IDisposable Enter()
    {
        if (Interlocked.Increment(ref _taken) > most)
        {
            Interlocked.Decrement(ref _taken);
            throw new CartUnavailableException(
                $"{most} checkouts are under way in this process, which is as many as it takes; nothing was changed.", outcomeUnknown: false);
        }

        return new Room(this);
    }

    private sealed class Room(CheckoutRooms rooms) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                Interlocked.Decrement(ref rooms._taken);
            }
        }
    }
}
