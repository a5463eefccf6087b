namespace Cart.Persistence;

/// <summary>The SQL of orders, for one schema. Parameters are positional; the comment above each statement names them.</summary>
internal sealed class OrderStatements(string schema)
{
    private const string OrderColumns =
        "o.id, o.cart_id, o.user_id, o.currency, o.summary, o.discount_code, o.discount_amount, o.tax, o.shipping, o.placed_at";

    private const string IsValid = "is_active AND (valid_from IS NULL OR valid_from <= $4) AND (valid_until IS NULL OR valid_until >= $4)";

    private const string LineColumns = "l.content_type_id, l.object_id, l.quantity, l.unit_price";

    // cart, fence, order. A conflict locks the row even if it changes nothing, so attempts of one cart come one after the other.
    public string Claim { get; } = $"""
        INSERT INTO "{schema}".checkouts AS known (cart_id, fence, order_id) VALUES ($1, $2, $3)
        ON CONFLICT (cart_id) DO UPDATE SET fence = excluded.fence, order_id = excluded.order_id
        WHERE known.order_id IS NULL AND known.fence < excluded.fence
        """;

    /// <summary>The statements of discounts, in the same schema.</summary>
    public DiscountStatements Discounts { get; } = new(schema);

    // order, cart, user, currency, summary, code, discount, tax, shipping, total, version, fence, document. The claim decides whether
    // there is anything to insert; the conflict is that of the same draft sent again.
    public string InsertOrder { get; } = $"""
        INSERT INTO "{schema}".orders
            (id, cart_id, user_id, currency, summary, discount_code, discount_amount, tax, shipping, total, cart_version, fence, document)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
        FROM "{schema}".checkouts WHERE cart_id = $2 AND order_id = $1
        ON CONFLICT (id) DO NOTHING
        """;

    // order, cart, and the columns of the lines as arrays.
    public string InsertLines { get; } = $"""
        INSERT INTO "{schema}".order_lines
            (order_id, line_no, content_type_id, object_id, quantity, unit_price, total_price)
        SELECT $1, line.* FROM "{schema}".checkouts, unnest($3, $4, $5, $6, $7, $8) AS line
        WHERE cart_id = $2 AND order_id = $1
        ON CONFLICT (order_id, line_no) DO NOTHING
        """;

    // order, cart, key, time, amount. Last of all, so that the row that many orders want is locked for the commit only. If no use is
    // granted there is no id, which the column refuses: the whole batch is rolled back.
    public string Redeem { get; } = $"""
        WITH placed AS (
            SELECT FROM "{schema}".checkouts WHERE cart_id = $2 AND order_id = $1
            AND NOT EXISTS (SELECT FROM "{schema}".discount_redemptions WHERE order_id = $1)),
        counted AS (
            UPDATE "{schema}".discounts SET granted = granted + 1
            WHERE key = $3 AND granted - returned < max_uses AND {IsValid} AND EXISTS (SELECT FROM placed)
            RETURNING id),
        unlimited AS (SELECT id FROM "{schema}".discounts WHERE key = $3 AND max_uses IS NULL AND {IsValid})
        INSERT INTO "{schema}".discount_redemptions (discount_id, order_id, amount, is_counted)
        SELECT coalesce((SELECT id FROM counted), (SELECT id FROM unlimited)), $1, $5, EXISTS (SELECT FROM counted)
        FROM placed
        """;

    // order
    public string ReadUses { get; } = $"""
        SELECT d.granted, d.returned FROM "{schema}".discount_redemptions r JOIN "{schema}".discounts d ON d.id = r.discount_id
        WHERE r.order_id = $1
        """;

    // cart
    public string ReadDecision { get; } = $"""
        SELECT c.fence, c.order_id, o.placed_at
        FROM "{schema}".checkouts c LEFT JOIN "{schema}".orders o ON o.id = c.order_id WHERE c.cart_id = $1
        """;

    // A server's own limit on waiting for locks must not cut a settlement short.
    public string WaitForLocks { get; } = "SELECT set_config('lock_timeout', '0', true)";

    // cart, fence
    public string Settle { get; } = $"""
        INSERT INTO "{schema}".checkouts AS known (cart_id, fence) VALUES ($1, $2)
        ON CONFLICT (cart_id) DO UPDATE SET fence = GREATEST(known.fence, excluded.fence)
        RETURNING order_id
        """;

    // order
    public string ReadOrder { get; } = $"""
        SELECT {OrderColumns} FROM "{schema}".orders o WHERE o.id = $1
        """;

    // order
    public string ReadLines { get; } = $"""
        SELECT {LineColumns} FROM "{schema}".order_lines l WHERE l.order_id = $1 ORDER BY l.line_no
        """;

    // cart
    public string ReadOrderOfCart { get; } = $"""
        SELECT {OrderColumns} FROM "{schema}".orders o WHERE o.cart_id = $1
        """;

    // user, order before or null, limit
    public string ListOrders { get; } = $"""
        SELECT {OrderColumns} {PageOf(schema)}
        """;

    // user, order before or null, limit
    public string ListLines { get; } = $"""
        SELECT l.order_id, {LineColumns} FROM (SELECT o.id {PageOf(schema)}) page
        JOIN "{schema}".order_lines l ON l.order_id = page.id ORDER BY l.order_id, l.line_no
        """;

    // cart
    public string ReadLinesOfCart { get; } = $"""
        SELECT {LineColumns} FROM "{schema}".orders o JOIN "{schema}".order_lines l ON l.order_id = o.id
        WHERE o.cart_id = $1 ORDER BY l.line_no
        """;

    private static string PageOf(string schema) => $"""
        FROM "{schema}".orders o WHERE o.user_id = $1
        AND ($2::uuid IS NULL OR (o.placed_at, o.id) < (SELECT b.placed_at, b.id FROM "{schema}".orders b WHERE b.id = $2))
        ORDER BY o.placed_at DESC, o.id DESC LIMIT $3
        """;
}
