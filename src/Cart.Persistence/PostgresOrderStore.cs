using Cart.Engine;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Cart.Persistence;

/// <summary>Keeps orders in PostgreSQL. Every method is one round trip.</summary>
/// <remarks>
/// The row of a cart in <c>checkouts</c> is the judge: whoever writes an order id into it first has placed the order, and a fence
/// written without one shuts out that fence and all below. A batch is sent without an explicit transaction, which makes it one
/// implicit transaction: no lock is ever held while the server waits for this process.
/// </remarks>
public sealed class PostgresOrderStore : IOrderStore, IDisposable
{
    private readonly PostgresDatabase _database;
    private readonly OrderStatements _sql;

    /// <summary>Makes a store with connections of its own, none of which is opened yet.</summary>
    /// <param name="options">Where the orders are; valid.</param>
    public PostgresOrderStore(IOptions<PostgresOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _database = new PostgresDatabase(options.Value);
        _sql = new OrderStatements(options.Value.Schema);
    }

    /// <inheritdoc/>
    public ValueTask<Placement> PlaceAsync(OrderDraft draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return _database.RunAsync("place an order", changes: true, batch => AddPlacement(batch, draft), ReadAsync, cancellationToken);

        async ValueTask<Placement> ReadAsync(NpgsqlDataReader reader, CancellationToken token)
        {
            await reader.ReadAsync(token).ConfigureAwait(false);
            return OrderReader.Placement(reader, draft.Id);
        }
    }

    /// <inheritdoc/>
    public ValueTask<OrderId?> SettleAsync(CartId cartId, long fence, CancellationToken cancellationToken = default)
    {
        return _database.RunAsync("settle a checkout", changes: true, Fill, ReadAsync, cancellationToken);

        void Fill(NpgsqlBatch batch)
        {
            // The commit that this waits for has one time limit to be carried out and another to be cancelled.
            batch.Timeout *= 2;
            Add(batch, _sql.WaitForLocks);
            Add(batch, _sql.Settle, Uuid(cartId), Bigint(fence));
        }

        static async ValueTask<OrderId?> ReadAsync(NpgsqlDataReader reader, CancellationToken token)
        {
            await reader.NextResultAsync(token).ConfigureAwait(false);
            await reader.ReadAsync(token).ConfigureAwait(false);
            return reader.IsDBNull(0) ? null : OrderId.FromGuid(reader.GetGuid(0));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Order?> GetAsync(OrderId id, CancellationToken cancellationToken = default) =>
        ReadAsync(_sql.ReadOrder, _sql.ReadLines, id.ToGuid(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Order?> FindByCartAsync(CartId cartId, CancellationToken cancellationToken = default) =>
        ReadAsync(_sql.ReadOrderOfCart, _sql.ReadLinesOfCart, cartId.ToGuid(), cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _database.Dispose();

    private ValueTask<Order?> ReadAsync(string readOrder, string readLines, Guid id, CancellationToken cancellationToken)
    {
        return _database.RunAsync("read an order", changes: false, Fill, OrderReader.OrderAsync, cancellationToken);

        void Fill(NpgsqlBatch batch)
        {
            Add(batch, readOrder, Uuid(id));
            Add(batch, readLines, Uuid(id));
        }
    }

    private void AddPlacement(NpgsqlBatch batch, OrderDraft draft)
    {
        var (id, cart, totals) = (draft.Id, draft.Cart, draft.Totals);
        Add(batch, _sql.Claim, Uuid(cart.Id), Bigint(cart.Fence), Uuid(id));
        Add(
            batch,
            _sql.InsertOrder,
            Uuid(id),
            Uuid(cart.Id),
            new NpgsqlParameter { Value = (object?)cart.UserId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            new NpgsqlParameter<string> { TypedValue = totals.Currency.Code, NpgsqlDbType = NpgsqlDbType.Text },
            Amount(totals.Summary),
            Amount(totals.DiscountAmount),
            Amount(totals.Tax),
            Amount(totals.Shipping),
            Amount(totals.Total),
            Bigint(cart.Version),
            Bigint(cart.Fence),
            new NpgsqlParameter<string> { TypedValue = CartJson.Write(cart.Lines, totals.Currency), NpgsqlDbType = NpgsqlDbType.Jsonb });
        Add(
            batch,
            _sql.InsertLines,
            Uuid(id),
            Uuid(cart.Id),
            Column(NpgsqlDbType.Integer, (_, index) => index + 1),
            Column(NpgsqlDbType.Integer, static (line, _) => line.Product.ContentTypeId),
            Column(NpgsqlDbType.Text, static (line, _) => line.Product.ObjectId),
            Column(NpgsqlDbType.Integer, static (line, _) => line.Quantity.Value),
            Column(NpgsqlDbType.Numeric, (line, _) => totals.Currency.Round(line.UnitPrice)),
            Column(NpgsqlDbType.Numeric, (line, _) => totals.Currency.Round(line.TotalPrice)));
        Add(batch, _sql.ReadDecision, Uuid(cart.Id));

        NpgsqlParameter Amount(decimal amount) =>
            new NpgsqlParameter<decimal> { TypedValue = totals.Currency.Round(amount), NpgsqlDbType = NpgsqlDbType.Numeric };

        NpgsqlParameter Column<T>(NpgsqlDbType type, Func<CartLine, int, T> valueOf) =>
            new NpgsqlParameter<T[]> { TypedValue = [.. cart.Lines.Select(valueOf)], NpgsqlDbType = NpgsqlDbType.Array | type };
    }

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter<Guid> Uuid(CartId id) => Uuid(id.ToGuid());

    private static NpgsqlParameter<Guid> Uuid(OrderId id) => Uuid(id.ToGuid());

    private static NpgsqlParameter<Guid> Uuid(Guid id) => new() { TypedValue = id, NpgsqlDbType = NpgsqlDbType.Uuid };

    private static NpgsqlParameter<long> Bigint(long value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint };
}
