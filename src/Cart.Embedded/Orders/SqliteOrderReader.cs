using System.Collections.Immutable;
using System.Globalization;
using Cart.Engine;
using Microsoft.Data.Sqlite;

namespace Cart.Embedded;

/// <summary>Reads orders from their stored text.</summary>
internal static class SqliteOrderReader
{
    /// <summary>Reads the orders that match a condition.</summary>
    public static ImmutableArray<Order> List(SqliteConnection connection, string condition, params ReadOnlySpan<object?> parameters) => connection.List(
        $"""
        SELECT id, cart_id, user_id, currency, summary, discount_code, discount_amount, tax, shipping, placed_at, cart_version,
            details, operation_key, operation_content, adjustments
        FROM orders WHERE {condition}
        """,
        reader => Row(reader, Lines(connection, reader.GetString(0))),
        parameters);

    public static OrderId OrderId(SqliteDataReader reader, int column) =>
        Engine.OrderId.TryParse(reader.GetString(column), out var id) ? id : throw Damaged(reader, column);

    public static CartId CartId(SqliteDataReader reader, int column) =>
        Engine.CartId.TryParse(reader.GetString(column), out var id) ? id : throw Damaged(reader, column);

    public static DateTimeOffset Time(SqliteDataReader reader, int column) =>
        DateTimeOffset.ParseExact(reader.GetString(column), "O", CultureInfo.InvariantCulture);

    private static Order Row(SqliteDataReader reader, ImmutableArray<CartLine> lines)
    {
        var details = OrderDetails.Parse(reader.IsDBNull(11) ? null : reader.GetString(11));
        return new Order
        {
            Id = OrderId(reader, 0),
            CartId = CartId(reader, 1),
            UserId = reader.IsDBNull(2) ? null : reader.GetString(2),
            Lines = lines,
            DiscountCodes = reader.IsDBNull(5) ? [] : [reader.GetString(5)],
            Totals = CartTotals.OfColumns(
                Currency.Parse(reader.GetString(3)),
                Amount(reader, 4),
                (reader.IsDBNull(5) ? null : reader.GetString(5), Amount(reader, 6)),
                Amount(reader, 7),
                (details.ShippingOption?.Id, Amount(reader, 8)),
                Amount(reader, 14)),
            PlacedAt = Time(reader, 9),
            CartVersion = reader.GetInt64(10),
            Details = details,
            Operation = reader.IsDBNull(12) ? null : new CheckoutOperation(reader.GetString(12), reader.GetString(13)),
        };
    }

    private static ImmutableArray<CartLine> Lines(SqliteConnection connection, string order) => connection.List(
        "SELECT content_type_id, object_id, quantity, unit_price, line_key FROM order_lines WHERE order_id = $1 ORDER BY line_no",
        static reader => new CartLine(
            reader.IsDBNull(4) ? LineKey.Of(new ProductKey(reader.GetInt32(0), reader.GetString(1))) : LineKey.Parse(reader.GetString(4)),
            Quantity.Of(Amount(reader, 2)),
            Amount(reader, 3)),
        order);

    public static decimal Amount(SqliteDataReader reader, int column) =>
        decimal.Parse(reader.GetString(column), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static FormatException Damaged(SqliteDataReader reader, int column) =>
        new($"'{reader.GetString(column)}' in the column {reader.GetName(column)} of the order file is no id.");
}

/// <summary>Converts times and amounts without a currency to text that sorts in their order.</summary>
internal static class SqliteText
{
    public static string Time(DateTimeOffset moment) => moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    public static string Amount(decimal amount) => amount.ToString("0.00##", CultureInfo.InvariantCulture);
}
