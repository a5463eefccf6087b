using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.Extensions.Options;
using Npgsql;
using static Cart.Persistence.PostgresBatch;

namespace Cart.Persistence;

/// <summary>Stores discounts in PostgreSQL, beside the orders that use them. Every method is one round trip.</summary>
internal sealed class PostgresDiscountStore(IOptions<PostgresOptions> options, PostgresState? state = null) : IDiscountStore, IDisposable
{
    private readonly PostgresDatabase _database = new(options.Value, state);
    private readonly DiscountStatements _sql = new(options.Value.Schema);

    public ValueTask<Discount?> FindAsync(DiscountCode code, CancellationToken cancellationToken = default) => _database.RunAsync(
        "read a discount", RequestKind.Read, batch => batch.Add(_sql.Read, Text(code.Key)), PostgresRows.First(Row), cancellationToken);

    public ValueTask<CartError?> CreateAsync(Discount discount, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(discount);
        if (discount.CurrentUses > discount.MaxUses)
        {
            return ValueTask.FromResult<CartError?>(CartErrors.MaxUsesBelowUses);
        }

        return ChangeAsync(
            "create a discount",
            CartErrors.DiscountExists,
            batch => batch.Add(
                _sql.Create,
                [
                    Text(discount.Code.Key), Text(discount.Code.Text), .. DefinitionOf(discount), Bigint(discount.Granted), Bigint(discount.Returned),
                ]),
            cancellationToken);
    }

    public ValueTask<CartError?> UpdateAsync(Discount discount, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(discount);
        return _database.RunAsync("update a discount", RequestKind.Once, Fill, ReadAsync, cancellationToken);

        void Fill(NpgsqlBatch batch)
        {
            var key = discount.Code.Key;
            // Locking a table needs a transaction. Sent with the rest, it costs no round trip.
            batch.Add("BEGIN");
            batch.Add(_sql.WaitForOrders);
            batch.Add(_sql.CountUncounted, Text(key));
            batch.Add(_sql.Update, [Text(key), .. DefinitionOf(discount), Bigint(discount.Revision)]);
            batch.Add(_sql.ReadRevision, Text(key));
            batch.Add("COMMIT");
        }

        async ValueTask<CartError?> ReadAsync(NpgsqlDataReader reader, CancellationToken token)
        {
            var updated = await reader.ReadAsync(token).ConfigureAwait(false);
            await reader.NextResultAsync(token).ConfigureAwait(false);
            var exists = await reader.ReadAsync(token).ConfigureAwait(false);
            var isOther = exists && !updated && discount.Revision != 0 && reader.GetInt64(0) != discount.Revision;
            await reader.NextResultAsync(token).ConfigureAwait(false);
            return (exists, updated) switch
            {
                (false, _) => CartErrors.NoSuchDiscount,
                _ when isOther => CartErrors.DiscountChanged,
                (_, false) => CartErrors.MaxUsesBelowUses,
                _ => null,
            };
        }
    }

    public ValueTask<CartError?> DeleteAsync(DiscountCode code, CancellationToken cancellationToken = default)
    {
        return ChangeAsync("delete a discount", CartErrors.NoSuchDiscount, Fill, cancellationToken);

        void Fill(NpgsqlBatch batch)
        {
            batch.Add("BEGIN");
            batch.Add(_sql.WaitForOrders);
            batch.Add(_sql.Delete, Text(code.Key));
            batch.Add("COMMIT");
        }
    }

    public ValueTask<long> CountUsesAsync(DiscountCode code, string userId, CancellationToken cancellationToken = default) => _database.RunAsync(
        "count uses",
        RequestKind.Read,
        batch => batch.Add(_sql.CountUses, Text(code.Key), Text(userId)),
        PostgresRows.First(static reader => reader.GetInt64(0)),
        cancellationToken);

    public ValueTask<ImmutableArray<Discount>> ListAsync(
        DiscountCode? after = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        return _database.RunAsync(
            "list discounts", RequestKind.Read, batch => batch.Add(_sql.List, Text(after?.Key), Bigint(limit)), PostgresRows.All(Row), cancellationToken);
    }

    public void Dispose() => _database.Dispose();

    private async ValueTask<CartError?> ChangeAsync(string request, CartError ifNone, Action<NpgsqlBatch> fill, CancellationToken cancellationToken) =>
        await _database.RunAsync(request, RequestKind.Once, fill, PostgresRows.Changed, cancellationToken).ConfigureAwait(false) == 1
            ? null
            : ifNone;

    private static NpgsqlParameter[] DefinitionOf(Discount discount) =>
    [
        Text(discount.Type is DiscountType.Percent ? "percent" : "fixed"),
        Numeric(discount.Value),
        Numeric(discount.MinCartValue),
        Bigint(discount.MaxUses),
        Boolean(discount.IsActive),
        Time(discount.ValidFrom),
        Time(discount.ValidUntil),
        Int(discount.MaxUsesPerCustomer),
    ];

    private static Discount Row(NpgsqlDataReader reader) => new()
    {
        Code = DiscountCode.Parse(reader.GetString(0)),
        Type = reader.GetString(1) == "percent" ? DiscountType.Percent : DiscountType.Fixed,
        Value = reader.GetDecimal(2),
        MinCartValue = reader.GetDecimal(3),
        MaxUses = reader.ValueOrNull<long>(4),
        IsActive = reader.GetBoolean(5),
        ValidFrom = reader.ValueOrNull<DateTimeOffset>(6),
        ValidUntil = reader.ValueOrNull<DateTimeOffset>(7),
        Granted = reader.GetInt64(8),
        Returned = reader.GetInt64(9),
        Revision = reader.GetInt64(10),
        MaxUsesPerCustomer = reader.ValueOrNull<int>(11),
    };
}

/// <summary>Provides the SQL of discounts, for one schema. Parameters are positional; the comment above each statement names them.</summary>
internal sealed class DiscountStatements(string schema)
{
    // Uses without a count in the row are added from the redemptions.
    private readonly string _select = $"""
        SELECT d.code, d.type, d.value, d.min_cart_value, d.max_uses, d.is_active, d.valid_from, d.valid_until,
            d.granted + u.granted, d.returned + u.returned, d.revision, d.max_uses_per_customer
        FROM "{schema}".discounts d CROSS JOIN LATERAL (
            SELECT count(*) AS granted, count(r.returned_at) AS returned
            FROM "{schema}".discount_redemptions r WHERE r.discount_id = d.id AND NOT r.is_counted) u
        """;

    // key
    public string Read => $"{_select} WHERE d.key = $1";

    // key of the previous code or null, limit
    public string List => $"{_select} WHERE $1::text IS NULL OR d.key COLLATE \"C\" > $1 ORDER BY d.key COLLATE \"C\" LIMIT $2";

    // key, code, type, value, minimum, limit, active, from, until, limit for each customer, granted, returned
    public string Create { get; } = $"""
        INSERT INTO "{schema}".discounts
            (key, code, type, value, min_cart_value, max_uses, is_active, valid_from, valid_until, max_uses_per_customer,
            granted, returned)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (key) DO NOTHING
        """;

    // Orders that use a discount wait for an edit, so that it misses none of their uses.
    public string WaitForOrders { get; } = $"""
        LOCK TABLE "{schema}".discount_redemptions IN SHARE MODE
        """;

    // key. Counts the uses that were not counted without a limit, so that a limit can be set.
    public string CountUncounted { get; } = $"""
        WITH uncounted AS (
            UPDATE "{schema}".discount_redemptions r SET is_counted = true
            FROM "{schema}".discounts d WHERE d.key = $1 AND r.discount_id = d.id AND NOT r.is_counted
            RETURNING r.returned_at)
        UPDATE "{schema}".discounts SET granted = granted + (SELECT count(*) FROM uncounted),
            returned = returned + (SELECT count(returned_at) FROM uncounted)
        WHERE key = $1
        """;

    // key, type, value, minimum, limit, active, from, until, limit for each customer, revision or 0
    public string Update { get; } = $"""
        UPDATE "{schema}".discounts SET type = $2, value = $3, min_cart_value = $4, max_uses = $5, is_active = $6, valid_from = $7,
            valid_until = $8, max_uses_per_customer = $9, revision = revision + 1
        WHERE key = $1 AND ($5 IS NULL OR granted - returned <= $5) AND $10 IN (0, revision)
        RETURNING revision
        """;

    // key, user
    public string CountUses { get; } = $"""
        SELECT count(*) FROM "{schema}".discounts d JOIN "{schema}".discount_redemptions r ON r.discount_id = d.id
        WHERE d.key = $1 AND r.customer = $2 AND r.returned_at IS NULL
        """;

    // key
    public string ReadRevision { get; } = $"""
        SELECT revision FROM "{schema}".discounts WHERE key = $1
        """;

    // key
    public string Delete { get; } = $"""
        DELETE FROM "{schema}".discounts WHERE key = $1
        """;
}
