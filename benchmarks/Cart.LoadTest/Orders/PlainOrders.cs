using System.Text;
using System.Threading.Channels;
using Cart.Engine;
using Npgsql;
using NpgsqlTypes;

namespace Cart.LoadTest;

/// <summary>
/// The same rows, written plainly. One by one is what most shops do: a transaction for each order, on 64 connections, which locks the row
/// of the discount before it uses it. Grouped is the fastest way to write the rows at all: 64 orders in one statement for each table, on two
/// connections, with nothing checked.
/// </summary>
internal sealed class PlainOrders(string connectionString, string schema) : IAsyncDisposable
{
    private const int Group = 64;

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString + ";Maximum Pool Size=64;Timeout=60;Command Timeout=60");

    public async Task<Func<int, CancellationToken, Task>> OneByOneAsync(int count, DiscountCode? code, CancellationToken cancellationToken)
    {
        var drafts = OrderRows.Drafts(count, code);
        var discount = await PrepareAsync(cancellationToken);
        return async (number, caller) => Expect.That(await PlaceAsync(drafts[number], code is null ? null : discount, caller), "A use", "a refusal");
    }

    /// <summary>Places one order in one transaction. False if the discount is used up; then nothing is written.</summary>
    /// <param name="draft">The order.</param>
    /// <param name="discount">The discount, whose row is locked; null for none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<bool> PlaceAsync(OrderDraft draft, Guid? discount, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (discount is { } locked)
        {
            await using var locking = new NpgsqlCommand($"SELECT granted - returned < max_uses FROM {schema}.discounts WHERE id = $1 FOR UPDATE", connection, transaction);
            locking.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = locked });
            if (await locking.ExecuteScalarAsync(cancellationToken) is not true)
            {
                return false;
            }
        }

        await using var batch = Inserts(connection, [draft], discount);
        batch.Transaction = transaction;
        if (discount is not null)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"UPDATE {schema}.discounts SET granted = granted + 1 WHERE id = '{discount}'"));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>
    /// Places one order as programs do that read how often a code was used, and write back one more: two at once count as one. False if
    /// the code is used up.
    /// </summary>
    public async Task<bool> PlaceUnlockedAsync(OrderDraft draft, long cap, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var reading = new NpgsqlCommand($"SELECT uses FROM {schema}.plain_codes", connection, transaction);
        if (await reading.ExecuteScalarAsync(cancellationToken) is not long uses || uses >= cap)
        {
            return false;
        }

        await using var batch = Inserts(connection, [draft], discount: null);
        batch.Transaction = transaction;
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"UPDATE {schema}.plain_codes SET uses = {uses + 1}"));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Makes the counter of <see cref="PlaceUnlockedAsync"/>.</summary>
    public async Task CreateUnlockedCodeAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand($"CREATE TABLE {schema}.plain_codes AS SELECT 0::bigint AS uses");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Closes the connections that are not in use, so that the designs that come next have them.</summary>
    public void ReleaseConnections() => _source.Clear();

    /// <summary>The number of orders that are there.</summary>
    public async Task<long> CountOrdersAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand($"SELECT count(*) FROM {schema}.orders");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The number of uses of the discount that orders have.</summary>
    public async Task<long> CountRedemptionsAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand($"SELECT count(*) FROM {schema}.discount_redemptions");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task<Func<int, CancellationToken, Task>> GroupedAsync(int count, DiscountCode? code, CancellationToken cancellationToken)
    {
        var drafts = OrderRows.Drafts(count, code);
        var hot = await PrepareAsync(cancellationToken);
        var discount = code is null ? (Guid?)null : hot;
        var queue = Channel.CreateUnbounded<(OrderDraft Draft, TaskCompletionSource Written)>();
        var left = count;
        _ = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(WriteAsync, cancellationToken)));
        return (number, _) =>
        {
            var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            queue.Writer.TryWrite((drafts[number], written));
            return written.Task;
        };

        async Task WriteAsync()
        {
            while (Volatile.Read(ref left) > 0 && await queue.Reader.WaitToReadAsync(cancellationToken))
            {
                var group = new List<(OrderDraft Draft, TaskCompletionSource Written)>(Group);
                while (group.Count < Group && queue.Reader.TryRead(out var next))
                {
                    group.Add(next);
                }

                if (group.Count > 0)
                {
                    await WriteGroupAsync([.. group.Select(static item => item.Draft)], discount, cancellationToken);
                    group.ForEach(static item => item.Written.SetResult());
                    if (Interlocked.Add(ref left, -group.Count) == 0)
                    {
                        queue.Writer.Complete();
                    }
                }
            }
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task WriteGroupAsync(OrderDraft[] drafts, Guid? discount, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var batch = Inserts(connection, drafts, discount);
        if (discount is not null)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"UPDATE {schema}.discounts SET granted = granted + {drafts.Length} WHERE id = '{discount}'"));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes what was written plainly out of the outbox, as it has no carts that the relay could finish; returns the discount.</summary>
    public async Task<Guid> PrepareAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand($"TRUNCATE {schema}.outbox; SELECT id FROM {schema}.discounts");
        return (Guid)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private NpgsqlBatch Inserts(NpgsqlConnection connection, OrderDraft[] drafts, Guid? discount)
    {
        var batch = connection.CreateBatch();
        var lines = drafts.SelectMany(static draft => draft.Cart.Lines.Select((line, index) => (draft.Id, line, index))).ToArray();
        var totals = drafts[0].Totals;
        Add(
            $"INSERT INTO {schema}.checkouts (cart_id, fence, order_id) SELECT * FROM unnest($1, $2, $3)",
            Array(drafts, NpgsqlDbType.Uuid, static draft => draft.Cart.Id.ToGuid()),
            Array(drafts, NpgsqlDbType.Bigint, static draft => draft.Cart.Fence),
            Array(drafts, NpgsqlDbType.Uuid, static draft => draft.Id.ToGuid()));
        Add(
            $"""
            INSERT INTO {schema}.orders (id, cart_id, currency, summary, discount_amount, tax, shipping, total, cart_version, fence, document)
            SELECT d.id, d.cart_id, 'USD', {Sql(totals.Summary)}, {Sql(totals.DiscountAmount)}, 0.00, 0.00, {Sql(totals.Total)}, 1, 1, d.document
            FROM unnest($1, $2, $3) AS d (id, cart_id, document)
            """,
            Array(drafts, NpgsqlDbType.Uuid, static draft => draft.Id.ToGuid()),
            Array(drafts, NpgsqlDbType.Uuid, static draft => draft.Cart.Id.ToGuid()),
            Array(drafts, NpgsqlDbType.Jsonb, static draft => Encoding.UTF8.GetString(CartJson.Write(draft.Cart))));
        Add(
            $"INSERT INTO {schema}.order_lines SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)",
            Array(lines, NpgsqlDbType.Uuid, static line => line.Id.ToGuid()),
            Array(lines, NpgsqlDbType.Integer, static line => line.index + 1),
            Array(lines, NpgsqlDbType.Integer, static line => line.line.Product.ContentTypeId),
            Array(lines, NpgsqlDbType.Text, static line => line.line.Product.ObjectId),
            Array(lines, NpgsqlDbType.Integer, static line => line.line.Quantity.ToInt32()),
            Array(lines, NpgsqlDbType.Numeric, static line => line.line.UnitPrice),
            Array(lines, NpgsqlDbType.Numeric, static line => line.line.TotalPrice));
        Add(
            $"INSERT INTO {schema}.outbox (order_id) SELECT * FROM unnest($1)", Array(drafts, NpgsqlDbType.Uuid, static draft => draft.Id.ToGuid()));
        if (discount is not null)
        {
            Add(
                $"""
                INSERT INTO {schema}.discount_redemptions (discount_id, order_id, amount, is_counted)
                SELECT '{discount}', o, {Sql(totals.DiscountAmount)}, true FROM unnest($1) AS o
                """,
                Array(drafts, NpgsqlDbType.Uuid, static draft => draft.Id.ToGuid()));
        }

        return batch;

        void Add(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var parameter in parameters)
            {
                command.Parameters.Add(parameter);
            }

            batch.BatchCommands.Add(command);
        }
    }

    private static string Sql(decimal amount) => amount.ToString("F2", System.Globalization.CultureInfo.InvariantCulture);

    private static NpgsqlParameter<T[]> Array<TRow, T>(TRow[] rows, NpgsqlDbType type, Func<TRow, T> valueOf) =>
        new() { TypedValue = System.Array.ConvertAll(rows, row => valueOf(row)), NpgsqlDbType = NpgsqlDbType.Array | type };
}
