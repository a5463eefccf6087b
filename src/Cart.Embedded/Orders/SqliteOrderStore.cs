using System.Collections.Immutable;
using System.Text;
using Cart.Engine;
using Microsoft.Data.Sqlite;

namespace Cart.Embedded;

/// <summary>
/// Stores orders in one SQLite file, by the same rules as PostgreSQL. The file and its directory are created on first use; several processes may
/// share the file.
/// </summary>
/// <remarks>
/// SQLite blocks a pool thread for as long as the disk takes, and for up to 5 seconds while another process writes. Cancellation is checked before a
/// write begins and before it is committed, not in between.
/// </remarks>
internal sealed class SqliteOrderStore(string path, TimeProvider time) : IOrderStore, IOrderOutbox, IOrderStoreIdentity, IOrderStoreReadiness, IDisposable
{
    private readonly SqliteOutbox _outbox = new(time);
    private readonly SqliteFile _file = new(path);

    public ValueTask<IDisposable> AdmitAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IDisposable>(EndlessRoom.Instance);

    public ValueTask<Placement> PlaceAsync(OrderDraft draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return _file.WriteAsync("place an order", connection => Place(connection, draft), cancellationToken);
    }

    public ValueTask<OrderId?> SettleAsync(CartId cartId, long fence, CancellationToken cancellationToken = default) =>
        _file.WriteAsync("settle a checkout", connection => Settle(connection, cartId, fence), cancellationToken);

    public ValueTask<Order?> GetAsync(OrderId id, CancellationToken cancellationToken = default) =>
        ReadAsync("id = $1", id.ToString(), cancellationToken);

    public ValueTask<Order?> FindByCartAsync(CartId cartId, CancellationToken cancellationToken = default) =>
        ReadAsync("cart_id = $1", cartId.ToString(), cancellationToken);

    public ValueTask<Order?> FindByOperationAsync(
        string key, string? userId, IReadOnlyCollection<CartId> carts, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(carts);

        // Cart ids are hexadecimal digits, so they can be part of the statement.
        var named = string.Join(", ", carts.Select(static cart => $"'{cart}'"));
        var found = $"""
            id IN (
                SELECT id FROM orders WHERE user_id = $2 AND operation_key = $1
                UNION ALL
                SELECT id FROM orders WHERE user_id = $2 AND later_keys <> '' AND instr(later_keys, $1 || ' ')
                UNION ALL
                SELECT id FROM orders WHERE cart_id IN ({named}) AND (operation_key = $1 OR instr(later_keys, $1 || ' ')))
            ORDER BY placed_at DESC, id DESC LIMIT 1
            """;
        return _file.ReadAsync(
            "find an order", connection => SqliteOrderReader.List(connection, found, key, userId).FirstOrDefault(), cancellationToken);
    }

    public async ValueTask RememberKeyAsync(OrderId id, string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        const string Remember = """
            UPDATE orders SET later_keys = later_keys || $2 || ' '
            WHERE id = $1 AND NOT instr(later_keys, $2 || ' ') AND length(later_keys) - length(replace(later_keys, ' ', '')) < 16
            """;
        await _file.WriteAsync("remember a key", connection => connection.Execute(Remember, id.ToString(), key), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<ImmutableArray<Order>> ListByUserAsync(
        string userId, OrderId? before = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        const string Page = """
            user_id = $1 AND ($2 IS NULL OR (placed_at, id) < (SELECT placed_at, id FROM orders WHERE id = $2))
            ORDER BY placed_at DESC, id DESC LIMIT $3
            """;
        return _file.ReadAsync(
            "list orders", connection => SqliteOrderReader.List(connection, Page, userId, before?.ToString(), limit), cancellationToken);
    }

    public ValueTask<ImmutableArray<Order>> ListAsync(OrderId? before = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        var below = before?.ToString() ?? Guid.AllBitsSet.ToString();
        return _file.ReadAsync(
            "list orders", connection => SqliteOrderReader.List(connection, "id < $1 ORDER BY id DESC LIMIT $2", below, limit), cancellationToken);
    }

    async ValueTask IOrderStoreReadiness.EnsureWritableAsync(CancellationToken cancellationToken) =>
        await _file.WriteAsync("take writes", static _ => true, cancellationToken).ConfigureAwait(false);

    ValueTask<Guid?> IOrderStoreIdentity.ReadIdentityAsync(CancellationToken cancellationToken) => _file.ReadAsync<Guid?>(
        "read the id of the order store",
        static connection => connection.List("SELECT id FROM store_identity", static reader => Guid.ParseExact(reader.GetString(0), "N"))[0],
        cancellationToken);

    public ValueTask<DiscountUses?> ReturnDiscountAsync(OrderId id, CancellationToken cancellationToken = default) =>
        _file.WriteAsync("give a use back", connection => SqliteRedemptions.Return(connection, id, time.GetUtcNow()), cancellationToken);

    public ValueTask<long> AnonymiseUserAsync(string userId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return _file.WriteAsync("make a user anonymous", Anonymise, cancellationToken);

        long Anonymise(SqliteConnection connection)
        {
            connection.Execute("UPDATE discount_redemptions SET customer = NULL WHERE customer = $1", userId);
            return connection.Execute("UPDATE orders SET user_id = NULL WHERE user_id = $1", userId);
        }
    }

    public ValueTask<ImmutableArray<OutboxEntry>> TakeAsync(int limit, TimeSpan lease, CancellationToken cancellationToken = default) =>
        _file.WriteAsync("take from the outbox", connection => _outbox.Take(connection, limit, lease), cancellationToken);

    public async ValueTask CompleteAsync(IReadOnlyCollection<OrderId> orders, CancellationToken cancellationToken = default) =>
        await _file.WriteAsync(
            "complete orders", connection => SqliteOutbox.Complete(connection, orders), cancellationToken).ConfigureAwait(false);

    public ValueTask<long> ExpireAsync(TimeSpan retention, CancellationToken cancellationToken = default) =>
        _file.WriteAsync("expire the outbox", connection => _outbox.Expire(connection, retention), cancellationToken);

    public ValueTask<OutboxBacklog> MeasureAsync(CancellationToken cancellationToken = default) =>
        _file.ReadAsync("measure the outbox", _outbox.Measure, cancellationToken);

    public void Dispose() => _file.Dispose();

    private Placement Place(SqliteConnection connection, OrderDraft draft)
    {
        connection.Execute("SAVEPOINT placement");
        var claimed = connection.Execute(
            """
            INSERT INTO checkouts AS known (cart_id, fence, order_id) VALUES ($1, $2, $3)
            ON CONFLICT (cart_id) DO UPDATE SET fence = excluded.fence, order_id = excluded.order_id
            WHERE known.order_id IS NULL AND known.fence < excluded.fence
            """,
            draft.Cart.Id.ToString(),
            draft.Cart.Fence,
            draft.Id.ToString());
        if (claimed == 1)
        {
            Insert(connection, draft);
            foreach (var discount in draft.Discounts)
            {
                if (SqliteRedemptions.Redeem(connection, discount, draft) is { } problem)
                {
                    connection.Execute("ROLLBACK TO placement");
                    return new Placement.DiscountRefused(problem);
                }
            }

            _outbox.Add(connection, draft.Id);
        }

        return Decision(connection, draft);
    }

    private void Insert(SqliteConnection connection, OrderDraft draft)
    {
        var (id, cart, totals) = (draft.Id.ToString(), draft.Cart, draft.Totals);
        var currency = totals.Currency;
        connection.Execute(
            """
            INSERT INTO orders (id, cart_id, user_id, currency, summary, discount_code, discount_amount, tax, shipping, adjustments,
                total, cart_version, fence, placed_at, document, details, operation_key, operation_content)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
            """,
            id,
            cart.Id.ToString(),
            cart.UserId,
            currency.Code,
            currency.Format(totals.Summary),
            draft.Discounts.IsEmpty ? null : draft.Discounts[0].Text,
            currency.Format(totals.DiscountAmount),
            currency.Format(totals.Tax),
            currency.Format(totals.Shipping),
            currency.Format(0 - totals.Included),
            currency.Format(totals.Total),
            cart.Version,
            cart.Fence,
            SqliteText.Time(time.GetUtcNow()),
            Encoding.UTF8.GetString(CartJson.Write(cart)),
            draft.Details.ToJson(),
            draft.Operation?.Key,
            draft.Operation?.Content);
        foreach (var (index, line) in cart.Lines.Index())
        {
            connection.Execute(
                """
                INSERT INTO order_lines (order_id, line_no, content_type_id, object_id, quantity, unit_price, total_price, line_key)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """,
                id,
                index + 1,
                line.Product.ContentTypeId,
                line.Product.ObjectId,
                line.Quantity.ToInt32(),
                currency.Format(line.UnitPrice),
                currency.Format(line.TotalPrice),
                line.Key.Digest is null ? null : line.Key.ToString());
        }
    }

    private static Placement Decision(SqliteConnection connection, OrderDraft draft)
    {
        var used = draft.Discounts.Select(code => SqliteDiscountStore.Find(connection, code)).OfType<Discount>();
        var uses = draft.Discounts.IsEmpty ? [] : used.Select(static discount => new DiscountUses(discount.Granted, discount.Returned)).ToImmutableArray();
        return connection.List<Placement>(
            "SELECT c.fence, c.order_id, o.placed_at FROM checkouts c LEFT JOIN orders o ON o.id = c.order_id WHERE c.cart_id = $1",
            Row,
            draft.Cart.Id.ToString())[0];

        Placement Row(SqliteDataReader reader)
        {
            if (reader.IsDBNull(1))
            {
                return new Placement.Fenced(reader.GetInt64(0));
            }

            var placed = SqliteOrderReader.OrderId(reader, 1);
            return placed == draft.Id ? new Placement.Placed(SqliteOrderReader.Time(reader, 2)) { Uses = uses } : new Placement.AlreadyPlaced(placed);
        }
    }

    private static OrderId? Settle(SqliteConnection connection, CartId cartId, long fence) => connection.List<OrderId?>(
        """
        INSERT INTO checkouts AS known (cart_id, fence) VALUES ($1, $2)
        ON CONFLICT (cart_id) DO UPDATE SET fence = max(known.fence, excluded.fence)
        RETURNING order_id
        """,
        static reader => reader.IsDBNull(0) ? null : SqliteOrderReader.OrderId(reader, 0),
        cartId.ToString(),
        fence)[0];

    private ValueTask<Order?> ReadAsync(string condition, string id, CancellationToken cancellationToken) =>
        _file.ReadAsync("read an order", connection => SqliteOrderReader.List(connection, condition, id).FirstOrDefault(), cancellationToken);
}
