using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.Extensions.Options;
using Npgsql;
using static Cart.Persistence.PostgresBatch;

namespace Cart.Persistence;

/// <summary>Stores orders in PostgreSQL. Every method is one round trip; concurrently placed orders share theirs.</summary>
/// <remarks>
/// The row of a cart in <c>checkouts</c> decides: the first order id written to it has placed the order, and a fence written without one excludes
/// that fence and all lower ones. A batch is sent without an explicit transaction, which makes it one implicit transaction: no lock is held
/// while the server waits for this process.
/// </remarks>
internal sealed class PostgresOrderStore : IOrderStore, IOrderOutbox, IOrderStoreIdentity, IOrderStoreReadiness, IDisposable, IAsyncDisposable
{
    private readonly PostgresDatabase _database;
    private readonly OrderStatements _sql;
    private readonly OrderWriter _writer;
    private readonly CheckoutRooms _rooms;
    private readonly string _schema;

    public PostgresOrderStore(IOptions<PostgresOptions> options, PostgresState? state = null)
    {
        _database = new PostgresDatabase(options.Value, state);
        _sql = new OrderStatements(options.Value.Schema);
        _writer = new OrderWriter(_database, _sql);
        _rooms = new CheckoutRooms(options.Value.MaxCheckouts);
        _schema = options.Value.Schema;
    }

    public async ValueTask<IDisposable> AdmitAsync(CancellationToken cancellationToken = default)
    {
        await _database.EnsureReachableAsync(cancellationToken).ConfigureAwait(false);
        return _rooms.Enter();
    }

    public async ValueTask<Placement> PlaceAsync(OrderDraft draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return await _writer.WriteAsync(draft, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<OrderId?> SettleAsync(CartId cartId, long fence, CancellationToken cancellationToken = default)
    {
        return _database.RunAsync("settle a checkout", RequestKind.Repeatable, Fill, ReadAsync, cancellationToken);

        void Fill(NpgsqlBatch batch)
        {
            // The commit that this waits for has one timeout to run and another to be cancelled.
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

    public ValueTask<Order?> GetAsync(OrderId id, CancellationToken cancellationToken = default) =>
        FindAsync("read an order", batch => batch.Add(_sql.Read, Uuid(id)), cancellationToken);

    public ValueTask<Order?> FindByCartAsync(CartId cartId, CancellationToken cancellationToken = default) =>
        FindAsync("read an order", batch => batch.Add(_sql.ReadOfCart, Uuid(cartId)), cancellationToken);

    public ValueTask<Order?> FindByOperationAsync(
        string key, string? userId, IReadOnlyCollection<CartId> carts, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(carts);
        return FindAsync(
            "find an order",
            batch => batch.Add(_sql.ReadOfOperation, Text(key), Text(userId), Uuids(carts.Select(static cart => cart.ToGuid()))),
            cancellationToken);
    }

    public async ValueTask RememberKeyAsync(OrderId id, string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        await ChangeAsync("remember a key", RequestKind.Repeatable, batch => batch.Add(_sql.RememberKey, Uuid(id), Text(key)), cancellationToken)
            .ConfigureAwait(false);
    }

    public ValueTask<ImmutableArray<Order>> ListByUserAsync(
        string userId, OrderId? before = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return ListAsync(batch => batch.Add(_sql.ListOfUser, Text(userId), Uuid(before?.ToGuid()), Bigint(limit)), limit, cancellationToken);
    }

    public ValueTask<ImmutableArray<Order>> ListAsync(OrderId? before = null, int limit = 100, CancellationToken cancellationToken = default) =>
        ListAsync(batch => batch.Add(_sql.ListAll, Uuid(before?.ToGuid() ?? Guid.AllBitsSet), Bigint(limit)), limit, cancellationToken);

    public ValueTask<DiscountUses?> ReturnDiscountAsync(OrderId id, CancellationToken cancellationToken = default) => _database.RunAsync(
        "give a use back",
        RequestKind.Once,
        batch => batch.Add(_sql.ReturnUse, Uuid(id)),
        PostgresRows.First<DiscountUses?>(static reader => new DiscountUses(reader.GetInt64(0), reader.GetInt64(1))),
        cancellationToken);

    public ValueTask<long> AnonymiseUserAsync(string userId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return _database.RunAsync(
            "make a user anonymous", RequestKind.Once, Fill, PostgresRows.First(static reader => reader.GetInt64(0)), cancellationToken);

        void Fill(NpgsqlBatch batch)
        {
            batch.Add(_sql.AnonymiseOrders, Text(userId));
            batch.Add(_sql.AnonymiseUses, Text(userId));
        }
    }

    public ValueTask<ImmutableArray<OutboxEntry>> TakeAsync(int limit, TimeSpan lease, CancellationToken cancellationToken = default) =>
        _database.RunAsync(
            "take from the outbox",
            RequestKind.Once,
            batch => batch.Add(_sql.TakeDue, Bigint(limit), Seconds(lease)),
            PostgresRows.All(static reader => new OutboxEntry(
                OrderId.FromGuid(reader.GetGuid(0)), CartId.FromGuid(reader.GetGuid(1)), reader.GetInt64(2), reader.GetInt32(3))),
            cancellationToken);

    public async ValueTask CompleteAsync(IReadOnlyCollection<OrderId> orders, CancellationToken cancellationToken = default) => await ChangeAsync(
        "complete orders",
        RequestKind.Repeatable,
        batch => batch.Add(_sql.Complete, Uuids(orders.Select(static order => order.ToGuid()))),
        cancellationToken).ConfigureAwait(false);

    public async ValueTask<long> ExpireAsync(TimeSpan retention, CancellationToken cancellationToken = default) => await ChangeAsync(
        "expire the outbox", RequestKind.Once, batch => batch.Add(_sql.Expire, Seconds(retention)), cancellationToken).ConfigureAwait(false);

    public ValueTask<OutboxBacklog> MeasureAsync(CancellationToken cancellationToken = default) => _database.RunAsync(
        "measure the outbox",
        RequestKind.Read,
        batch => batch.Add(_sql.Measure),
        PostgresRows.First(static reader => new OutboxBacklog(reader.GetInt64(0), TimeSpan.FromSeconds(reader.GetDouble(1)))),
        cancellationToken);

    /// <summary>Reads the id that the migrations gave the schema; null before the first migration.</summary>
    async ValueTask<Guid?> IOrderStoreIdentity.ReadIdentityAsync(CancellationToken cancellationToken)
    {
        // A query on a missing table would be logged as a fault.
        var exists = await _database.RunAsync(
            "look for the id of the order store",
            RequestKind.Read,
            batch => batch.Add($"SELECT to_regclass('\"{_schema}\".store_identity') IS NOT NULL"),
            PostgresRows.First(static reader => reader.GetBoolean(0)),
            cancellationToken).ConfigureAwait(false);
        return !exists ? null : await _database.RunAsync(
            "read the id of the order store",
            RequestKind.Read,
            batch => batch.Add($"SELECT id FROM \"{_schema}\".store_identity"),
            PostgresRows.First<Guid?>(static reader => reader.GetGuid(0)),
            cancellationToken).ConfigureAwait(false);
    }

    ValueTask IOrderStoreReadiness.EnsureWritableAsync(CancellationToken cancellationToken) => _database.EnsureWritableAsync(cancellationToken);

    /// <summary>Waits until all queued orders are committed or refused, then closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DrainAsync().ConfigureAwait(false);
        _database.Dispose();
    }

    /// <summary>Closes the connections. Queued orders fail.</summary>
    public void Dispose() => _database.Dispose();

    private ValueTask<Order?> FindAsync(string request, Action<NpgsqlBatch> fill, CancellationToken cancellationToken) =>
        _database.RunAsync(request, RequestKind.Read, fill, PostgresRows.First(OrderStatements.Order), cancellationToken);

    private ValueTask<ImmutableArray<Order>> ListAsync(Action<NpgsqlBatch> fill, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        return _database.RunAsync("list orders", RequestKind.Read, fill, PostgresRows.All(OrderStatements.Order), cancellationToken);
    }

    private ValueTask<int> ChangeAsync(string request, RequestKind kind, Action<NpgsqlBatch> fill, CancellationToken cancellationToken) =>
        _database.RunAsync(request, kind, fill, PostgresRows.Changed, cancellationToken);
}
