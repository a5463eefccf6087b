namespace Cart.Persistence;

/// <summary>The SQL of orders, for one schema. Parameters are positional; the comment above each statement names them.</summary>
internal sealed class OrderStatements(string schema)
{
    private const string OrderColumns =
        "o.id, o.cart_id, o.user_id, o.currency, o.summary, o.discount_code, o.discount_amount, o.tax, o.shipping, o.placed_at";

    private const string LineColumns = "l.content_type_id, l.object_id, l.quantity, l.unit_price";

    // cart, fence, order. A conflict locks the row even if it changes nothing, so attempts of one cart come one after the other.
    public string Claim { get; } = $"""
        INSERT INTO "{schema}".checkouts AS known (cart_id, fence, order_id) VALUES ($1, $2, $3)
        ON CONFLICT (cart_id) DO UPDATE SET fence = excluded.fence, order_id = excluded.order_id
        WHERE known.order_id IS NULL AND known.fence < excluded.fence
        """;

    // order, cart, user, currency, summary, discount, tax, shipping, total, version, fence, document. The claim decides whether
    // there is anything to insert; the conflict is that of the same draft sent again.
    public string InsertOrder { get; } = $"""
        INSERT INTO "{schema}".orders
            (id, cart_id, user_id, currency, summary, discount_amount, tax, shipping, total, cart_version, fence, document)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
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

    // cart
    public string ReadLinesOfCart { get; } = $"""
        SELECT {LineColumns} FROM "{schema}".orders o JOIN "{schema}".order_lines l ON l.order_id = o.id
        WHERE o.cart_id = $1 ORDER BY l.line_no
        """;
}
