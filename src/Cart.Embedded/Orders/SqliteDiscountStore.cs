using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.Data.Sqlite;

namespace Cart.Embedded;

/// <summary>Stores discounts in the SQLite file of the orders that use them.</summary>
internal sealed class SqliteDiscountStore(string path) : IDiscountStore, IDisposable
{
    private const string Select = """
        SELECT code, type, value, min_cart_value, max_uses, is_active, valid_from, valid_until, granted, returned, revision, max_uses_per_customer FROM discounts
        """;

    private readonly SqliteFile _file = new(path);

    public ValueTask<Discount?> FindAsync(DiscountCode code, CancellationToken cancellationToken = default) =>
        _file.ReadAsync("read a discount", connection => Find(connection, code), cancellationToken);

    public ValueTask<CartError?> CreateAsync(Discount discount, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(discount);
        if (discount.CurrentUses > discount.MaxUses)
        {
            return ValueTask.FromResult<CartError?>(CartErrors.MaxUsesBelowUses);
        }

        return WriteAsync("create a discount", CartErrors.DiscountExists, Create, cancellationToken);

        int Create(SqliteConnection connection) => connection.Execute(
            """
            INSERT INTO discounts (key, code, granted, returned, type, value, min_cart_value, max_uses, is_active, valid_from, valid_until,
                max_uses_per_customer)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (key) DO NOTHING
            """,
            [discount.Code.Key, discount.Code.Text, discount.Granted, discount.Returned, .. DefinitionOf(discount)]);
    }

    public ValueTask<CartError?> UpdateAsync(Discount discount, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(discount);
        return _file.WriteAsync("update a discount", Update, cancellationToken);

        CartError? Update(SqliteConnection connection)
        {
            if (Find(connection, discount.Code) is not { } stored)
            {
                return CartErrors.NoSuchDiscount;
            }

            if (discount.Revision != 0 && discount.Revision != stored.Revision)
            {
                return CartErrors.DiscountChanged;
            }

            if (stored.CurrentUses > discount.MaxUses)
            {
                return CartErrors.MaxUsesBelowUses;
            }

            connection.Execute(
                """
                UPDATE discounts SET type = $2, value = $3, min_cart_value = $4, max_uses = $5, is_active = $6, valid_from = $7,
                    valid_until = $8, max_uses_per_customer = $9, revision = revision + 1 WHERE key = $1
                """,
                [discount.Code.Key, .. DefinitionOf(discount)]);
            return null;
        }
    }

    public ValueTask<CartError?> DeleteAsync(DiscountCode code, CancellationToken cancellationToken = default) => WriteAsync(
        "delete a discount",
        CartErrors.NoSuchDiscount,
        connection => connection.Execute("DELETE FROM discounts WHERE key = $1", code.Key),
        cancellationToken);

    public ValueTask<long> CountUsesAsync(DiscountCode code, string userId, CancellationToken cancellationToken = default) =>
        _file.ReadAsync("count uses", connection => SqliteRedemptions.Count(connection, code, userId), cancellationToken);

    public ValueTask<ImmutableArray<Discount>> ListAsync(
        DiscountCode? after = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        return _file.ReadAsync(
            "list discounts",
            connection => List(connection, "$1 IS NULL OR key > $1 ORDER BY key LIMIT $2", after?.Key, limit),
            cancellationToken);
    }

    public void Dispose() => _file.Dispose();

    internal static Discount? Find(SqliteConnection connection, DiscountCode code) =>
        List(connection, "key = $1", code.Key).FirstOrDefault();

    private static ImmutableArray<Discount> List(SqliteConnection connection, string condition, params ReadOnlySpan<object?> parameters) =>
        connection.List($"{Select} WHERE {condition}", Row, parameters);

    private static object?[] DefinitionOf(Discount discount) =>
    [
        discount.Type is DiscountType.Percent ? "percent" : "fixed",
        SqliteText.Amount(discount.Value),
        SqliteText.Amount(discount.MinCartValue),
        discount.MaxUses,
        discount.IsActive,
        discount.ValidFrom is { } from ? SqliteText.Time(from) : null,
        discount.ValidUntil is { } until ? SqliteText.Time(until) : null,
        discount.MaxUsesPerCustomer,
    ];

    private static Discount Row(SqliteDataReader reader) => new()
    {
        Code = DiscountCode.Parse(reader.GetString(0)),
        Type = reader.GetString(1) == "percent" ? DiscountType.Percent : DiscountType.Fixed,
        Value = SqliteOrderReader.Amount(reader, 2),
        MinCartValue = SqliteOrderReader.Amount(reader, 3),
        MaxUses = reader.IsDBNull(4) ? null : reader.GetInt64(4),
        IsActive = reader.GetBoolean(5),
        ValidFrom = reader.IsDBNull(6) ? null : SqliteOrderReader.Time(reader, 6),
        ValidUntil = reader.IsDBNull(7) ? null : SqliteOrderReader.Time(reader, 7),
        Granted = reader.GetInt64(8),
        Returned = reader.GetInt64(9),
        Revision = reader.GetInt64(10),
        MaxUsesPerCustomer = reader.IsDBNull(11) ? null : reader.GetInt32(11),
    };

    private async ValueTask<CartError?> WriteAsync(
        string request, CartError ifNone, Func<SqliteConnection, int> write, CancellationToken cancellationToken) =>
        await _file.WriteAsync(request, write, cancellationToken).ConfigureAwait(false) == 1 ? null : ifNone;
}

/// <summary>Grants discount uses and takes them back, with statements in the transaction of the caller.</summary>
internal static class SqliteRedemptions
{
    /// <summary>Grants a use to an order, or returns the refusal. The file has one writer, so what is read here still holds at the write.</summary>
    public static CartError? Redeem(SqliteConnection connection, DiscountCode code, OrderDraft draft)
    {
        // The minimum is not checked here: the engine has compared it with the priced sum.
        var user = draft.Cart.UserId;
        var problem = SqliteDiscountStore.Find(connection, code) is { } discount
            ? DiscountRules.Check(discount, decimal.MaxValue, draft.PricedAt)
                ?? DiscountRules.CheckCustomer(discount, user, user is null ? 0 : Count(connection, code, user))
            : CartErrors.DiscountNotFound;
        if (problem is null)
        {
            Insert(connection, code, draft);
        }

        return problem;
    }

    /// <summary>Counts the uses that a user has of a discount.</summary>
    public static long Count(SqliteConnection connection, DiscountCode code, string user) => connection.List(
        """
        SELECT count(*) FROM discounts d JOIN discount_redemptions r ON r.discount_id = d.id
        WHERE d.key = $1 AND r.customer = $2 AND r.returned_at IS NULL
        """,
        static reader => reader.GetInt64(0),
        code.Key,
        user)[0];

    /// <summary>Takes back a use. Returns the uses since; null if there was none, or the discount no longer exists.</summary>
    public static DiscountUses? Return(SqliteConnection connection, OrderId order, DateTimeOffset now)
    {
        var given = connection.Execute(
            "UPDATE discount_redemptions SET returned_at = $2 WHERE order_id = $1 AND returned_at IS NULL", order.ToString(), SqliteText.Time(now));
        if (given == 0)
        {
            return null;
        }

        return connection.List<DiscountUses?>(
            """
            UPDATE discounts SET returned = returned + 1 WHERE id IN (SELECT discount_id FROM discount_redemptions WHERE order_id = $1)
            RETURNING granted, returned
            """,
            static reader => new DiscountUses(reader.GetInt64(0), reader.GetInt64(1)),
            order.ToString()).FirstOrDefault();
    }

    // The number is the lowest that no other use of the user has.
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
