using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.Data.Sqlite;

namespace Cart.Embedded;

/// <summary>Implements the outbox of an order file, with statements in the transaction of the caller.</summary>
internal sealed class SqliteOutbox(TimeProvider time)
{
    private const int MostDoublings = 10;

    public void Add(SqliteConnection connection, OrderId order)
    {
        var now = time.GetUtcNow();
        connection.Execute(
            "INSERT INTO outbox (order_id, created_at, due_at) VALUES ($1, $2, $3)",
            order.ToString(),
            SqliteText.Time(now),
            SqliteText.Time(now + IOrderOutbox.Grace));
    }

    public ImmutableArray<OutboxEntry> Take(SqliteConnection connection, int limit, TimeSpan lease)
    {
        var now = time.GetUtcNow();
        var due = Due(connection, now, limit);
        foreach (var entry in due)
        {
            var later = now + (lease * (1 << Math.Min(entry.Attempts - 1, MostDoublings)));
            connection.Execute(
                "UPDATE outbox SET attempts = $2, due_at = $3 WHERE order_id = $1", entry.OrderId.ToString(), entry.Attempts, SqliteText.Time(later));
        }

        return due;
    }

    public static int Complete(SqliteConnection connection, IReadOnlyCollection<OrderId> orders) =>
        orders.Sum(order => connection.Execute("DELETE FROM outbox WHERE order_id = $1", order.ToString()));

    public long Expire(SqliteConnection connection, TimeSpan retention) =>
        connection.Execute("DELETE FROM outbox WHERE created_at < $1", SqliteText.Time(time.GetUtcNow() - retention));

    public OutboxBacklog Measure(SqliteConnection connection)
    {
        var now = time.GetUtcNow();
        return connection.List(
            "SELECT count(*), min(due_at) FILTER (WHERE due_at <= $1) FROM outbox",
            reader => new OutboxBacklog(reader.GetInt64(0), reader.IsDBNull(1) ? TimeSpan.Zero : now - SqliteOrderReader.Time(reader, 1)),
            SqliteText.Time(now))[0];
    }

    private static ImmutableArray<OutboxEntry> Due(SqliteConnection connection, DateTimeOffset now, int limit) => connection.List(
        """
        SELECT o.id, o.cart_id, o.fence, x.attempts FROM outbox x JOIN orders o ON o.id = x.order_id
        WHERE x.due_at <= $1 ORDER BY x.due_at LIMIT $2
        """,
        static reader => new OutboxEntry(
            SqliteOrderReader.OrderId(reader, 0), SqliteOrderReader.CartId(reader, 1), reader.GetInt64(2), reader.GetInt32(3) + 1),
        SqliteText.Time(now),
        limit);
}
