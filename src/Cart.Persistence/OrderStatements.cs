namespace Cart.Persistence;

/// <summary>The SQL of orders, for one schema. Parameters are positional; the comment above each statement names them.</summary>
internal sealed class OrderStatements(string schema)
{
    private const string OrderColumns = """
        o.id, o.cart_id, o.user_id, o.currency, o.summary, o.discount_code, o.discount_amount, o.tax, o.shipping, o.placed_at, o.cart_version,
        o.details, o.operation_key, o.operation_content
        """;

    private const string LineColumns = "l.content_type_id, l.object_id, l.quantity, l.unit_price";

    // near a limit, drafts, their lines, their uses of discounts
    public string Place { get; } = $"""
        SELECT * FROM "{schema}".place_orders($1, $2, $3, $4)
        """;

    // order. The row of the discount is locked last, as by those who place orders.
    public string ReturnUse { get; } = $"""
        WITH given AS (
            UPDATE "{schema}".discount_redemptions SET returned_at = now() WHERE order_id = $1 AND returned_at IS NULL
            RETURNING discount_id, is_counted)
        UPDATE "{schema}".discounts d SET returned = d.returned + CASE WHEN given.is_counted THEN 1 ELSE 0 END
        FROM given WHERE d.id = given.discount_id
        RETURNING d.granted, d.returned
        """;

    // user
    public string AnonymiseOrders { get; } = $"""
        WITH theirs AS (UPDATE "{schema}".orders SET user_id = NULL WHERE user_id = $1 RETURNING id) SELECT count(*) FROM theirs
        """;

    // user
    public string AnonymiseUses { get; } = $"""
        UPDATE "{schema}".discount_redemptions SET customer = NULL WHERE customer = $1
        """;

    // limit, seconds of the lease
    public string TakeDue { get; } = $"""
        UPDATE "{schema}".outbox x SET attempts = x.attempts + 1, due_at = now() + make_interval(secs => $2 * power(2, least(x.attempts, 10)))
        FROM "{schema}".orders o
        WHERE o.id = x.order_id AND x.order_id IN (
            SELECT d.order_id FROM "{schema}".outbox d WHERE d.due_at <= now() ORDER BY d.due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
        RETURNING o.id, o.cart_id, o.fence, x.attempts
        """;

    // orders
    public string Complete { get; } = $"""
        DELETE FROM "{schema}".outbox WHERE order_id = ANY ($1)
        """;

    // seconds of the retention
    public string Expire { get; } = $"""
        DELETE FROM "{schema}".outbox WHERE created_at < now() - make_interval(secs => $1)
        """;

    public string Measure { get; } = $"""
        SELECT count(*), coalesce(extract(epoch FROM now() - min(due_at) FILTER (WHERE due_at <= now())), 0)::float8 FROM "{schema}".outbox
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

    // digest of the key, user or null, carts
    public string ReadOrderOfOperation { get; } = $"""
        SELECT {OrderColumns} FROM "{schema}".orders o WHERE o.id = ({OrderOfOperation(schema)})
        """;

    // digest of the key, user or null, carts
    public string ReadLinesOfOperation { get; } = $"""
        SELECT {LineColumns} FROM "{schema}".order_lines l WHERE l.order_id = ({OrderOfOperation(schema)}) ORDER BY l.line_no
        """;

    // order, digest of the key
    public string RememberKey { get; } = $"""
        UPDATE "{schema}".orders o SET later_keys = o.later_keys || $2
        WHERE o.id = $1 AND NOT $2 = ANY (o.later_keys) AND cardinality(o.later_keys) < 16
        """;

    // user, order before or null, limit
    public string ListOrdersOfUser { get; } = $"""
        SELECT {OrderColumns} {PageOfUser(schema)}
        """;

    // user, order before or null, limit
    public string ListLinesOfUser { get; } = $"""
        SELECT l.order_id, {LineColumns} FROM (SELECT o.id {PageOfUser(schema)}) page
        JOIN "{schema}".order_lines l ON l.order_id = page.id ORDER BY l.order_id, l.line_no
        """;

    // By the key, which needs no index that every order would have to be written into: ids begin with the time at which they were made.
    // order above all of the page, limit
    public string ListAllOrders { get; } = $"""
        SELECT {OrderColumns} FROM "{schema}".orders o WHERE o.id < $1 ORDER BY o.id DESC LIMIT $2
        """;

    // order above all of the page, limit
    public string ListAllLines { get; } = $"""
        SELECT l.order_id, {LineColumns} FROM (SELECT o.id FROM "{schema}".orders o WHERE o.id < $1 ORDER BY o.id DESC LIMIT $2) page
        JOIN "{schema}".order_lines l ON l.order_id = page.id ORDER BY l.order_id, l.line_no
        """;

    // cart
    public string ReadLinesOfCart { get; } = $"""
        SELECT {LineColumns} FROM "{schema}".orders o JOIN "{schema}".order_lines l ON l.order_id = o.id
        WHERE o.cart_id = $1 ORDER BY l.line_no
        """;

    // Each half has an index of its own; with OR the planner may read the whole table.
    private static string OrderOfOperation(string schema) => $"""
        SELECT f.id FROM (
            SELECT u.id, u.placed_at FROM "{schema}".orders u WHERE u.user_id = $2 AND u.operation_key = $1
            UNION ALL
            SELECT c.id, c.placed_at FROM "{schema}".orders c WHERE c.cart_id = ANY ($3) AND $1 = ANY (c.operation_key || c.later_keys)
            UNION ALL
            SELECT l.id, l.placed_at FROM "{schema}".orders l WHERE l.user_id = $2 AND cardinality(l.later_keys) > 0 AND $1 = ANY (l.later_keys)) f
        ORDER BY f.placed_at DESC, f.id DESC LIMIT 1
        """;

    private static string PageOfUser(string schema) => $"""
        FROM "{schema}".orders o WHERE o.user_id = $1
        AND ($2::uuid IS NULL OR (o.placed_at, o.id) < (SELECT b.placed_at, b.id FROM "{schema}".orders b WHERE b.id = $2))
        ORDER BY o.placed_at DESC, o.id DESC LIMIT $3
        """;
}
