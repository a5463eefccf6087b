using Cart.Engine;
using Microsoft.Data.Sqlite;

namespace Cart.Embedded;

/// <summary>Grants the uses of discounts and takes them back: statements, each in the transaction of its caller.</summary>
internal static class SqliteRedemptions
{
    /// <summary>Grants a use to an order, or says why not. The file has one writer, so what is read here still holds when it is written.</summary>
    public static DiscountProblem? Redeem(SqliteConnection connection, DiscountCode code, OrderDraft draft)
    {
        // The minimum is not looked at here: the engine has compared it with what it priced.
        var user = draft.Cart.UserId;
        var problem = SqliteDiscountStore.Find(connection, code) is { } discount
            ? DiscountRules.Check(discount, decimal.MaxValue, draft.PricedAt)
                ?? DiscountRules.CheckCustomer(discount, user, user is null ? 0 : Count(connection, code, user))
            : DiscountProblem.NotFound;
        if (problem is null)
        {
            Insert(connection, code, draft);
        }

        return problem;
    }

    /// <summary>Counts the uses that a user has of a discount.</summary>
    public static long Count(SqliteConnection connection, DiscountCode code, string user)
    {
        using var command = connection.Command(
            """
            SELECT count(*) FROM discounts d JOIN discount_redemptions r ON r.discount_id = d.id
            WHERE d.key = $1 AND r.customer = $2 AND r.returned_at IS NULL
            """,
            code.Key,
            user);
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Takes a use back; returns the uses since, or null if there was none, or the discount is gone.</summary>
    public static DiscountUses? Return(SqliteConnection connection, OrderId order, DateTimeOffset now)
    {
        var given = connection.Execute(
            "UPDATE discount_redemptions SET returned_at = $2 WHERE order_id = $1 AND returned_at IS NULL", order.ToString(), SqliteText.Time(now));
        if (given == 0)
        {
            return null;
        }

        using var command = connection.Command(
            """
            UPDATE discounts SET returned = returned + 1 WHERE id IN (SELECT discount_id FROM discount_redemptions WHERE order_id = $1)
            RETURNING granted, returned
            """,
            order.ToString());
        using var reader = command.ExecuteReader();
        return reader.Read() ? new DiscountUses(reader.GetInt64(0), reader.GetInt64(1)) : null;
    }

    // The number is the lowest that none of the user's other uses has.
    private static void Insert(SqliteConnection connection, DiscountCode code, OrderDraft draft)
    {
        connection.Execute(
            """
            INSERT INTO discount_redemptions (discount_id, order_id, amount, customer, use_limit, use_no)
            SELECT d.id, $2, $3, $4, d.max_uses_per_customer, (
                WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < d.max_uses_per_customer)
                SELECT min(n) FROM number WHERE d.max_uses_per_customer IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM discount_redemptions r
                    WHERE r.discount_id = d.id AND r.customer = $4 AND r.use_no = n AND r.returned_at IS NULL))
            FROM discounts d WHERE d.key = $1
            """,
            code.Key,
            draft.Id.ToString(),
            draft.Totals.Currency.Format(draft.Totals.DiscountAmount),
            draft.Cart.UserId);
        connection.Execute("UPDATE discounts SET granted = granted + 1 WHERE key = $1", code.Key);
    }
}
