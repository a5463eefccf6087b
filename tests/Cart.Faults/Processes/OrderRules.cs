namespace Cart.Faults;

/// <summary>What must hold in the tables of orders, whatever happened: queries that count the rows that break a rule. $ is the schema.</summary>
internal static class OrderRules
{
    public static readonly (string Broken, string Count)[] All =
    [
        ("a cart has two orders", "SELECT count(*) FROM (SELECT cart_id FROM $.orders GROUP BY cart_id HAVING count(*) > 1) x"),
        ("an order and its checkout differ", """
            SELECT count(*) FROM $.orders o LEFT JOIN $.checkouts c ON c.order_id = o.id AND c.cart_id = o.cart_id AND c.fence >= o.fence
            WHERE c.cart_id IS NULL
            """),
        ("a checkout names an order that is not there", """
            SELECT count(*) FROM $.checkouts c WHERE order_id IS NOT NULL AND NOT EXISTS (SELECT FROM $.orders o WHERE o.id = c.order_id)
            """),
        ("an order does not sum up", """
            SELECT count(*) FROM $.orders o
            WHERE summary <> (SELECT coalesce(sum(total_price), 0) FROM $.order_lines l WHERE l.order_id = o.id)
            """),
        ("an order with a discount has no redemption, or the other way round", """
            SELECT count(*) FROM $.orders o LEFT JOIN $.discount_redemptions r ON r.order_id = o.id
            WHERE (o.discount_code IS NULL) <> (r.order_id IS NULL)
            """),
        ("the counted uses are not the redemptions", """
            SELECT count(*) FROM $.discounts d WHERE max_uses IS NOT NULL
            AND granted - returned <> (SELECT count(*) FROM $.discount_redemptions r WHERE r.discount_id = d.id AND returned_at IS NULL)
            """),
        ("a discount was used more often than it can be", "SELECT count(*) FROM $.discounts WHERE granted - returned > max_uses"),
        ("a customer used a discount too often", """
            SELECT count(*) FROM (
                SELECT customer FROM $.discount_redemptions r JOIN $.discounts d ON d.id = r.discount_id
                WHERE d.max_uses_per_customer = 1 GROUP BY d.id, customer HAVING count(*) > 1) x
            """),
        ("the outbox is not empty", "SELECT count(*) FROM $.outbox"),
    ];
}
