using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.Extensions.Options;
using Npgsql;
using static Cart.Persistence.BatchExtensions;

namespace Cart.Persistence;

/// <summary>Keeps orders in PostgreSQL. Every method is one round trip; orders that are placed at the same time share theirs.</summary>
/// <remarks>
/// The row of a cart in <c>checkouts</c> is the judge: whoever writes an order id into it first has placed the order, and a fence
/// written without one shuts out that fence and all below. A batch is sent without an explicit transaction, which makes it one
/// implicit transaction: no lock is ever held while the server waits for this process.
/// </remarks>
public sealed class PostgresOrderStore : IOrderStore, IOrderOutbox, IOrderStoreIdentity, IOrderStoreReadiness, IDisposable, IAsyncDisposable
{
    private readonly PostgresDatabase _database;
    private readonly OrderStatements _sql;
    private readonly OrderWriter _writer;
    private readonly CheckoutRooms _rooms;
    private readonly string _schema;

    /// <summary>Makes a store with connections of its own, none of which is opened yet.</summary>
    /// <param name="options">Where the orders are; valid.</param>
    public PostgresOrderStore(IOptions<PostgresOptions> options)
        : this(options, state: null)
    {
    }

    internal PostgresOrderStore(IOptions<PostgresOptions> options, PostgresState? state)
    {
        ArgumentNullException.ThrowIfNull(options);
        _database = new PostgresDatabase(options.Value, state);
        _sql = new OrderStatements(options.Value.Schema);
        _writer = new OrderWriter(_database, _sql);
        _rooms = new CheckoutRooms(options.Value.MaxCheckouts);
        _schema = options.Value.Schema;
    }

    /// <inheritdoc/>
    public async ValueTask<IDisposable> AdmitAsync(CancellationToken cancellationToken = default)
    {
        await _database.EnsureReachableAsync(cancellationToken).ConfigureAwait(false);
        return _rooms.Enter();
    }

    /// <inheritdoc/>
    public async ValueTask<Placement> PlaceAsync(OrderDraft draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return await _writer.WriteAsync(draft, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<OrderId?> SettleAsync(CartId cartId, long fence, CancellationToken cancellationToken = default)
    {
        return _database.RunAsync("settle a checkout", RequestKind.Repeatable, Fill, ReadAsync, cancellationToken);

        void Fill(NpgsqlBatch batch)
        {
            // The commit that this waits for has one time limit to be carried out and another to be cancelled.
            batch.Timeout *= 2;
            batch.Add(_sql.WaitForLocks);
            batch.Add(_sql.Settle, Uuid(cartId), Bigint(fence));
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

    /// <inheritdoc/>
    public ValueTask<Order?> FindByOperationAsync(
        string key, string? userId, IReadOnlyCollection<CartId> carts, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(carts);
        return _database.RunAsync("find an order", changes: false, Fill, OrderReader.OrderAsync, cancellationToken);

        void Fill(NpgsqlBatch batch)
        {
            batch.Add(_sql.ReadOrderOfOperation, Text(key), Text(userId), Uuids(carts));
            batch.Add(_sql.ReadLinesOfOperation, Text(key), Text(userId), Uuids(carts));
        }
    }

    /// <inheritdoc/>
    public async ValueTask RememberKeyAsync(OrderId id, string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        await _database.RunAsync(
            "remember a key",
            RequestKind.Repeatable,
            batch => batch.Add(_sql.RememberKey, Uuid(id), Text(key)),
            static (_, _) => ValueTask.FromResult(true),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<Order>> ListByUserAsync(
        string userId, OrderId? before = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        return _database.RunAsync("list orders", changes: false, Fill, OrderReader.OrdersAsync, cancellationToken);

        void Fill(NpgsqlBatch batch)
        {
            batch.Add(_sql.ListOrdersOfUser, Text(userId), Uuid(before?.ToGuid()), Bigint(limit));
            batch.Add(_sql.ListLinesOfUser, Text(userId), Uuid(before?.ToGuid()), Bigint(limit));
        }
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<Order>> ListAsync(OrderId? before = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        var below = before?.ToGuid() ?? Guid.AllBitsSet;
        return _database.RunAsync("list orders", changes: false, Fill, OrderReader.OrdersAsync, cancellationToken);

        void Fill(NpgsqlBatch batch)
        {
            batch.Add(_sql.ListAllOrders, Uuid(below), Bigint(limit));
            batch.Add(_sql.ListAllLines, Uuid(below), Bigint(limit));
        }
    }

    /// <inheritdoc/>
    public ValueTask<DiscountUses?> ReturnDiscountAsync(OrderId id, CancellationToken cancellationToken = default)
    {
        return _database.RunAsync(
            "give a use back", changes: true, batch => batch.Add(_sql.ReturnUse, Uuid(id)), ReadAsync, cancellationToken);

        static async ValueTask<DiscountUses?> ReadAsync(NpgsqlDataReader reader, CancellationToken token) =>
            await reader.ReadAsync(token).ConfigureAwait(false) ? new DiscountUses(reader.GetInt64(0), reader.GetInt64(1)) : null;
    }

    /// <inheritdoc/>
    public ValueTask<long> AnonymiseUserAsync(string userId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return _database.RunAsync("make a user anonymous", changes: true, Fill, CountAsync, cancellationToken);

        void Fill(NpgsqlBatch batch)
        {
            batch.Add(_sql.AnonymiseOrders, Text(userId));
            batch.Add(_sql.AnonymiseUses, Text(userId));
        }

        static async ValueTask<long> CountAsync(NpgsqlDataReader reader, CancellationToken token)
        {
            await reader.ReadAsync(token).ConfigureAwait(false);
            return reader.GetInt64(0);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<OutboxEntry>> TakeAsync(int limit, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        return _database.RunAsync(
            "take from the outbox",
            changes: true,
            batch => batch.Add(_sql.TakeDue, Bigint(limit), Seconds(lease)),
            OrderReader.EntriesAsync,
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask CompleteAsync(IReadOnlyCollection<OrderId> orders, CancellationToken cancellationToken = default) =>
        await _database.RunAsync(
            "complete orders",
            RequestKind.Repeatable,
            batch => batch.Add(_sql.Complete, new NpgsqlParameter<Guid[]> { TypedValue = [.. orders.Select(static order => order.ToGuid())] }),
            static (reader, _) => ValueTask.FromResult(reader.RecordsAffected),
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<long> ExpireAsync(TimeSpan retention, CancellationToken cancellationToken = default) => _database.RunAsync(
        "expire the outbox",
        changes: true,
        batch => batch.Add(_sql.Expire, Seconds(retention)),
        static (reader, _) => ValueTask.FromResult((long)reader.RecordsAffected),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<OutboxBacklog> MeasureAsync(CancellationToken cancellationToken = default)
    {
        return _database.RunAsync("measure the outbox", changes: false, batch => batch.Add(_sql.Measure), ReadAsync, cancellationToken);

        static async ValueTask<OutboxBacklog> ReadAsync(NpgsqlDataReader reader, CancellationToken token)
        {
            await reader.ReadAsync(token).ConfigureAwait(false);
            return new OutboxBacklog(reader.GetInt64(0), TimeSpan.FromSeconds(reader.GetDouble(1)));
        }
    }

    /// <inheritdoc/>
    ValueTask<Guid?> IOrderStoreIdentity.ReadIdentityAsync(CancellationToken cancellationToken) =>
        PostgresIdentity.ReadAsync(_database, _schema, cancellationToken);

    /// <inheritdoc/>
    ValueTask IOrderStoreReadiness.EnsureWritableAsync(CancellationToken cancellationToken) => _database.EnsureWritableAsync(cancellationToken);

    /// <summary>Waits until the orders that are on their way are committed or refused, then closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DrainAsync().ConfigureAwait(false);
        _database.Dispose();
    }

    /// <summary>Closes the connections; what is on its way fails.</summary>
    public void Dispose() => _database.Dispose();

    private ValueTask<Order?> ReadAsync(string readOrder, string readLines, Guid id, CancellationToken cancellationToken)
    {
        return _database.RunAsync("read an order", changes: false, Fill, OrderReader.OrderAsync, cancellationToken);

        void Fill(NpgsqlBatch batch)
        {
            batch.Add(readOrder, Uuid(id));
            batch.Add(readLines, Uuid(id));
        }
    }
}
