using System.Collections.Immutable;
using Cart.Engine;
using Npgsql;

namespace Cart.Persistence;

/// <summary>Makes orders and decisions of the rows that <see cref="OrderStatements"/> select.</summary>
internal static class OrderReader
{
    /// <summary>Reads what was decided about a draft.</summary>
    public static Placement Placement(NpgsqlDataReader reader, OrderDraft draft)
    {
        if (!reader.IsDBNull(4))
        {
            return new Placement.DiscountRefused(Enum.Parse<DiscountProblem>(reader.GetString(4)));
        }

        if (reader.IsDBNull(2))
        {
            return new Placement.Fenced(reader.GetInt64(1));
        }

        var placed = OrderId.FromGuid(reader.GetGuid(2));
        return placed == draft.Id
            ? new Placement.Placed(
                reader.GetFieldValue<DateTimeOffset>(3), reader.IsDBNull(5) ? null : new DiscountUses(reader.GetInt64(5), reader.GetInt64(6)))
            : new Placement.AlreadyPlaced(placed);
    }

    /// <summary>Reads an order from two results: its row, if there is one, and its lines.</summary>
    public static async ValueTask<Order?> OrderAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var order = Row(reader);
        var lines = ImmutableArray.CreateBuilder<CartLine>();
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            lines.Add(Line(reader, 0));
        }

        return order with { Lines = lines.DrainToImmutable() };
    }

    /// <summary>Reads orders from two results: their rows, and the lines of all of them, each behind the id of its order.</summary>
    public static async ValueTask<ImmutableArray<Order>> OrdersAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var orders = new List<Order>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            orders.Add(Row(reader));
        }

        var lines = new List<(OrderId Order, CartLine Line)>();
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            lines.Add((OrderId.FromGuid(reader.GetGuid(0)), Line(reader, 1)));
        }

        var linesOf = lines.ToLookup(static line => line.Order, static line => line.Line);
        return [.. orders.Select(order => order with { Lines = [.. linesOf[order.Id]] })];
    }

    /// <summary>Reads what was taken from the outbox.</summary>
    public static async ValueTask<ImmutableArray<OutboxEntry>> EntriesAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var entries = ImmutableArray.CreateBuilder<OutboxEntry>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            entries.Add(new OutboxEntry(
                OrderId.FromGuid(reader.GetGuid(0)), CartId.FromGuid(reader.GetGuid(1)), reader.GetInt64(2), reader.GetInt32(3)));
        }

        return entries.DrainToImmutable();
    }

    private static CartLine Line(NpgsqlDataReader reader, int first) =>
        new(new ProductKey(reader.GetInt32(first), reader.GetString(first + 1)), reader.GetInt32(first + 2), reader.GetDecimal(first + 3));

    private static Order Row(NpgsqlDataReader reader) => new()
    {
        Id = OrderId.FromGuid(reader.GetGuid(0)),
        CartId = CartId.FromGuid(reader.GetGuid(1)),
        UserId = reader.IsDBNull(2) ? null : reader.GetString(2),
        Lines = [],
        DiscountCode = reader.IsDBNull(5) ? null : reader.GetString(5),
        Totals = new CartTotals(
            Currency.Parse(reader.GetString(3)), reader.GetDecimal(4), reader.GetDecimal(6), reader.GetDecimal(7), reader.GetDecimal(8)),
        PlacedAt = reader.GetFieldValue<DateTimeOffset>(9),
        CartVersion = reader.GetInt64(10),
        Details = OrderDetails.Parse(reader.IsDBNull(11) ? null : reader.GetString(11)),
        Operation = reader.IsDBNull(12) ? null : new CheckoutOperation(reader.GetString(12), reader.GetString(13)),
    };
}
