using System.Collections.Immutable;
using Cart.Engine;
using Npgsql;

namespace Cart.Persistence;

/// <summary>Provides the SQL of orders, for one schema. Parameters are positional; the comment above each statement names them.</summary>
internal sealed class OrderStatements(string schema)
{
    // near a limit, drafts, their lines, their uses of discounts
    public string Place { get; } = $"""
        SELECT * FROM "{schema}".place_orders($1, $2, $3, $4)
        """;

    // order. Locks the rows of the discounts last, and in the order of their ids, as the placement of orders does.
    public string ReturnUse { get; } = $"""
        WITH given AS (
            UPDATE "{schema}".discount_redemptions SET returned_at = now() WHERE order_id = $1 AND returned_at IS NULL
            RETURNING discount_id, is_counted),
        locked AS (
            SELECT d.id, given.is_counted FROM "{schema}".discounts d JOIN given ON given.discount_id = d.id ORDER BY d.id FOR NO KEY UPDATE OF d)
        UPDATE "{schema}".discounts d SET returned = d.returned + CASE WHEN locked.is_counted THEN 1 ELSE 0 END
        FROM locked WHERE d.id = locked.id
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

    // The server's own lock timeout must not cut a settlement short.
    public string WaitForLocks { get; } = "SELECT set_config('lock_timeout', '0', true)";

    // cart, fence
    public string Settle { get; } = $"""
        INSERT INTO "{schema}".checkouts AS known (cart_id, fence) VALUES ($1, $2)
        ON CONFLICT (cart_id) DO UPDATE SET fence = GREATEST(known.fence, excluded.fence)
        RETURNING order_id
        """;

    // order, digest of the key
    public string RememberKey { get; } = $"""
        UPDATE "{schema}".orders o SET later_keys = o.later_keys || $2
        WHERE o.id = $1 AND NOT $2 = ANY (o.later_keys) AND cardinality(o.later_keys) < 16
        """;

    // order
    public string Read => $"{_select} WHERE o.id = $1";

    // cart
    public string ReadOfCart => $"{_select} WHERE o.cart_id = $1";

    // digest of the key, user or null, carts. Each third uses its own index; with OR the planner may read the whole table.
    public string ReadOfOperation => $"""
        {_select} WHERE o.id = (
            SELECT f.id FROM (
                SELECT u.id, u.placed_at FROM "{schema}".orders u WHERE u.user_id = $2 AND u.operation_key = $1
                UNION ALL
                SELECT c.id, c.placed_at FROM "{schema}".orders c WHERE c.cart_id = ANY ($3) AND $1 = ANY (c.operation_key || c.later_keys)
                UNION ALL
                SELECT l.id, l.placed_at FROM "{schema}".orders l WHERE l.user_id = $2 AND cardinality(l.later_keys) > 0 AND $1 = ANY (l.later_keys)) f
            ORDER BY f.placed_at DESC, f.id DESC LIMIT 1)
        """;

    // user, previous order or null, limit
    public string ListOfUser => $"""
        {_select} WHERE o.user_id = $1
        AND ($2::uuid IS NULL OR (o.placed_at, o.id) < (SELECT b.placed_at, b.id FROM "{schema}".orders b WHERE b.id = $2))
        ORDER BY o.placed_at DESC, o.id DESC LIMIT $3
        """;

    // an order id above all of the page, limit. Uses the primary key, because ids begin with their creation time, so no further index is written for
    // every order.
    public string ListAll => $"{_select} WHERE o.id < $1 ORDER BY o.id DESC LIMIT $2";

    // The lines are arrays, so that an order is one row.
    private readonly string _select = $"""
        SELECT o.id, o.cart_id, o.user_id, o.currency, o.summary, o.discount_code, o.discount_amount, o.tax, o.shipping, o.placed_at, o.cart_version,
            o.details, o.operation_key, o.operation_content, o.adjustments, l.types, l.objects, l.quantities, l.prices, l.keys
        FROM "{schema}".orders o CROSS JOIN LATERAL (
            SELECT array_agg(l.content_type_id ORDER BY l.line_no) AS types, array_agg(l.object_id ORDER BY l.line_no) AS objects,
                array_agg(l.quantity ORDER BY l.line_no) AS quantities, array_agg(l.unit_price ORDER BY l.line_no) AS prices,
                array_agg(l.line_key ORDER BY l.line_no) AS keys
            FROM "{schema}".order_lines l WHERE l.order_id = o.id) l
        """;

    /// <summary>Returns the order of a row of the statements that read orders.</summary>
    public static Order Order(NpgsqlDataReader reader)
    {
        var details = OrderDetails.Parse(reader.TextOrNull(11));
        return new Order
        {
            Id = OrderId.FromGuid(reader.GetGuid(0)),
            CartId = CartId.FromGuid(reader.GetGuid(1)),
            UserId = reader.TextOrNull(2),
            DiscountCodes = reader.TextOrNull(5) is { } code ? [code] : [],
            Totals = CartTotals.OfColumns(
                Currency.Parse(reader.GetString(3)),
                reader.GetDecimal(4),
                (reader.TextOrNull(5), reader.GetDecimal(6)),
                reader.GetDecimal(7),
                (details.ShippingOption?.Id, reader.GetDecimal(8)),
                reader.GetDecimal(14)),
            PlacedAt = reader.GetFieldValue<DateTimeOffset>(9),
            CartVersion = reader.GetInt64(10),
            Details = details,
            Operation = reader.IsDBNull(12) ? null : new CheckoutOperation(reader.GetString(12), reader.GetString(13)),
            Lines = reader.IsDBNull(15) ? [] : LinesOf(reader),
        };
    }

    private static ImmutableArray<CartLine> LinesOf(NpgsqlDataReader reader)
    {
        var (types, objects, quantities) = (reader.GetFieldValue<int[]>(15), reader.GetFieldValue<string[]>(16), reader.GetFieldValue<decimal[]>(17));
        var (prices, keys) = (reader.GetFieldValue<decimal[]>(18), reader.GetFieldValue<string?[]>(19));
        return [.. types.Select((type, i) => new CartLine(
            keys[i] is { } key ? LineKey.Parse(key) : LineKey.Of(new ProductKey(type, objects[i])), Quantity.Of(quantities[i]), prices[i]))];
    }

    // The problems that the function place_orders returns.
    private static CartError RefusalOf(string problem) => problem switch
    {
        "NotFound" => CartErrors.DiscountNotFound,
        "Inactive" => CartErrors.DiscountInactive,
        "Exhausted" => CartErrors.DiscountExhausted,
        "NotStarted" => CartErrors.DiscountNotStarted,
        "Expired" => CartErrors.DiscountExpired,
        "MinimumNotMet" => CartErrors.DiscountMinimumNotMet,
        "SignInRequired" => CartErrors.DiscountSignInRequired,
        "CustomerLimit" => CartErrors.DiscountCustomerLimit,
        _ => throw new InvalidOperationException($"The order store refused a discount as '{problem}', which is unknown here."),
    };

    /// <summary>Reads the decision of <see cref="Place"/> about a draft.</summary>
    public static Placement Placement(NpgsqlDataReader reader, OrderDraft draft)
    {
        if (!reader.IsDBNull(4))
        {
            return new Placement.DiscountRefused(RefusalOf(reader.GetString(4)));
        }

        if (reader.IsDBNull(2))
        {
            return new Placement.Fenced(reader.GetInt64(1));
        }

        var placed = OrderId.FromGuid(reader.GetGuid(2));
        return placed == draft.Id
            ? new Placement.Placed(reader.GetFieldValue<DateTimeOffset>(3))
            {
                Uses = reader.IsDBNull(5) ? [] : [new DiscountUses(reader.GetInt64(5), reader.GetInt64(6))],
            }
            : new Placement.AlreadyPlaced(placed);
    }
}
