namespace Cart.Persistence;

/// <summary>The SQL of discounts, for one schema. Parameters are positional; the comment above each statement names them.</summary>
internal sealed class DiscountStatements(string schema)
{
    // Uses that are not counted in the row are added from the redemptions.
    private readonly string _select = $"""
        SELECT d.code, d.type, d.value, d.min_cart_value, d.max_uses, d.is_active, d.valid_from, d.valid_until,
            d.granted + u.granted, d.returned + u.returned, d.revision, d.max_uses_per_customer
        FROM "{schema}".discounts d CROSS JOIN LATERAL (
            SELECT count(*) AS granted, count(r.returned_at) AS returned
            FROM "{schema}".discount_redemptions r WHERE r.discount_id = d.id AND NOT r.is_counted) u
        """;

    // key
    public string Read => $"{_select} WHERE d.key = $1";

    // key of the code before or null, limit
    public string List => $"{_select} WHERE $1::text IS NULL OR d.key COLLATE \"C\" > $1 ORDER BY d.key COLLATE \"C\" LIMIT $2";

    // key, code, type, value, minimum, limit, active, from, until, limit for each customer, granted, returned
    public string Create { get; } = $"""
        INSERT INTO "{schema}".discounts
            (key, code, type, value, min_cart_value, max_uses, is_active, valid_from, valid_until, max_uses_per_customer,
            granted, returned)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (key) DO NOTHING
        """;

    // Orders that use a discount wait for an edit, so that none of their uses is missed by it.
    public string WaitForOrders { get; } = $"""
        LOCK TABLE "{schema}".discount_redemptions IN SHARE MODE
        """;

    // key. What was not counted while there was no limit is counted, so that a limit can be set.
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
