-- An order as a complete record. The details are one document, so that what an order records later needs no column: names of the products as
-- sold, the delivery option. Orders of earlier releases have none.
--
-- The idempotency key of the checkout is remembered with the order, as a digest, and with it a digest of what was asked for: a retry finds
-- the order by the user or by the carts of its session, whatever cart that has by then.
ALTER TABLE $schema$.orders
    ADD COLUMN details           jsonb CHECK (jsonb_typeof(details) = 'object'),
    ADD COLUMN operation_key     text CHECK (length(operation_key) BETWEEN 1 AND 64),
    ADD COLUMN operation_content text CHECK (length(operation_content) BETWEEN 1 AND 64),
    ADD CONSTRAINT orders_operation_is_whole CHECK ((operation_key IS NULL) = (operation_content IS NULL));

CREATE INDEX orders_of_operation ON $schema$.orders (user_id, operation_key) WHERE user_id IS NOT NULL AND operation_key IS NOT NULL;

-- place_orders of 0003, with the new columns.
CREATE FUNCTION $schema$.place_orders(
    near_limit boolean,
    cart_ids uuid[], fences bigint[], order_ids uuid[], user_ids text[], currencies text[], summaries numeric[],
    codes text[], code_keys text[], discount_amounts numeric[], taxes numeric[], shippings numeric[], totals numeric[],
    versions bigint[], priced_ats timestamptz[], documents jsonb[],
    line_drafts int[], line_nos int[], content_type_ids int[], object_ids text[], quantities int[],
    unit_prices numeric[], total_prices numeric[],
    order_details jsonb[], operation_keys text[], operation_contents text[])
RETURNS TABLE (draft int, known_fence bigint, known_order uuid, committed_at timestamptz, refusal text, uses_granted bigint, uses_returned bigint)
LANGUAGE plpgsql
SET search_path = $schema$, pg_temp
SET enable_seqscan = off
SET lock_timeout = '2s'
AS $$
DECLARE
    won      int[];
    refused  int[] := '{}';
    reasons  text[];
    everyone boolean;
    careful  boolean := near_limit;
    wanted   boolean := cardinality(array_remove(code_keys, NULL)) > 0;
BEGIN
    WITH claimed AS (
        INSERT INTO checkouts AS known (cart_id, fence, order_id)
        SELECT d.cart_id, d.fence, d.order_id FROM unnest(cart_ids, fences, order_ids) AS d (cart_id, fence, order_id) ORDER BY d.cart_id
        ON CONFLICT (cart_id) DO UPDATE SET fence = excluded.fence, order_id = excluded.order_id
        WHERE known.order_id IS NULL AND known.fence < excluded.fence
        RETURNING known.order_id)
    SELECT coalesce(array_agg(d.n::int), '{}') INTO won
    FROM claimed JOIN unnest(order_ids) WITH ORDINALITY AS d (id, n) ON d.id = claimed.order_id;

    IF wanted THEN
        -- An edit of a discount locks the table against this, so that no definition changes from here to the commit.
        LOCK TABLE discount_redemptions IN ROW EXCLUSIVE MODE;
        IF NOT careful THEN
            SELECT coalesce(bool_or(d.id IS NULL OR NOT d.is_active OR d.valid_from > w.first OR d.valid_until < w.last
                OR d.max_uses_per_customer IS NOT NULL OR d.granted - d.returned + 4 * w.uses > d.max_uses), false) INTO careful
            FROM (
                SELECT u.key, count(*) AS uses, min(u.at) AS first, max(u.at) AS last
                FROM unnest(code_keys, priced_ats) AS u (key, at) WHERE u.key IS NOT NULL GROUP BY u.key) w
            LEFT JOIN discounts d ON d.key = w.key;
        END IF;

        IF careful THEN
            PERFORM FROM discounts d WHERE d.key = ANY (code_keys) AND (d.max_uses IS NOT NULL OR d.max_uses_per_customer IS NOT NULL)
            ORDER BY d.id FOR NO KEY UPDATE;
            SELECT coalesce(array_agg(r.n), '{}'), array_agg(r.reason) INTO refused, reasons FROM refused_uses(
                won, code_keys, user_ids, priced_ats) AS r (n, reason);
            won := ARRAY(SELECT w FROM unnest(won) AS w WHERE w <> ALL (refused));

            -- Nothing of a refused draft stays; what could not commit before it can still not.
            UPDATE checkouts c SET order_id = NULL, fence = c.fence - 1
            FROM unnest(cart_ids) WITH ORDINALITY AS d (cart_id, n) WHERE d.n = ANY (refused) AND c.cart_id = d.cart_id;
        END IF;
    END IF;

    everyone := cardinality(won) = cardinality(order_ids);

    INSERT INTO orders (id, cart_id, user_id, currency, summary, discount_code, discount_amount, tax, shipping, total, cart_version, fence,
        document, details, operation_key, operation_content)
    SELECT d.id, d.cart_id, d.user_id, d.currency, d.summary, d.code, d.discount, d.tax, d.shipping, d.total, d.version, d.fence,
        d.document, d.details, d.operation_key, d.operation_content
    FROM unnest(order_ids, cart_ids, user_ids, currencies, summaries, codes, discount_amounts, taxes, shippings, totals, versions, fences,
            documents, order_details, operation_keys, operation_contents)
        WITH ORDINALITY AS d (id, cart_id, user_id, currency, summary, code, discount, tax, shipping, total, version, fence,
            document, details, operation_key, operation_content, n)
    WHERE everyone OR d.n = ANY (won);

    INSERT INTO order_lines (order_id, line_no, content_type_id, object_id, quantity, unit_price, total_price)
    SELECT order_ids[l.draft], l.line_no, l.content_type_id, l.object_id, l.quantity, l.unit_price, l.total_price
    FROM unnest(line_drafts, line_nos, content_type_ids, object_ids, quantities, unit_prices, total_prices)
        AS l (draft, line_no, content_type_id, object_id, quantity, unit_price, total_price)
    WHERE everyone OR l.draft = ANY (won);

    INSERT INTO outbox (order_id) SELECT d.id FROM unnest(order_ids) WITH ORDINALITY AS d (id, n) WHERE everyone OR d.n = ANY (won);

    IF wanted THEN
        INSERT INTO discount_redemptions (discount_id, order_id, amount, is_counted, customer, use_no, use_limit)
        SELECT d.id, u.order_id, u.amount, d.max_uses IS NOT NULL, u.user_id,
            (SELECT g FROM generate_series(1, d.max_uses_per_customer) AS g
             WHERE NOT EXISTS (
                SELECT FROM discount_redemptions r
                WHERE r.discount_id = d.id AND r.customer = u.user_id AND r.use_no = g AND r.returned_at IS NULL)
             ORDER BY g OFFSET u.nth - 1 LIMIT 1),
            d.max_uses_per_customer
        FROM (
            SELECT w.*, row_number() OVER (PARTITION BY w.key, w.user_id ORDER BY w.n) AS nth
            FROM unnest(order_ids, code_keys, user_ids, discount_amounts) WITH ORDINALITY AS w (order_id, key, user_id, amount, n)
            WHERE w.key IS NOT NULL AND w.n = ANY (won)) u
        JOIN discounts d ON d.key = u.key;

        PERFORM FROM discounts d WHERE d.key = ANY (code_keys) AND d.max_uses IS NOT NULL ORDER BY d.id FOR NO KEY UPDATE;
        UPDATE discounts d SET granted = d.granted + w.uses
        FROM (
            SELECT u.key, count(*) AS uses FROM unnest(code_keys) WITH ORDINALITY AS u (key, n)
            WHERE u.key IS NOT NULL AND u.n = ANY (won) GROUP BY u.key) w
        WHERE d.key = w.key AND d.max_uses IS NOT NULL;
    END IF;

    RETURN QUERY
        SELECT d.n::int, NULL::bigint, d.id, now(), NULL::text, k.granted, k.returned
        FROM unnest(order_ids, code_keys) WITH ORDINALITY AS d (id, key, n) LEFT JOIN discounts k ON k.key = d.key
        WHERE everyone OR d.n = ANY (won);
    IF NOT everyone THEN
        RETURN QUERY
            SELECT d.n::int, c.fence, c.order_id, o.placed_at, reasons[array_position(refused, d.n::int)], k.granted, k.returned
            FROM unnest(cart_ids, code_keys) WITH ORDINALITY AS d (cart_id, key, n)
            JOIN checkouts c ON c.cart_id = d.cart_id
            LEFT JOIN orders o ON o.id = c.order_id
            LEFT JOIN discounts k ON k.key = d.key
            WHERE d.n <> ALL (won);
    END IF;
END
$$;

-- Processes of the release before this one go on placing orders while a shop is updated.
CREATE OR REPLACE FUNCTION $schema$.place_orders(
    near_limit boolean,
    cart_ids uuid[], fences bigint[], order_ids uuid[], user_ids text[], currencies text[], summaries numeric[],
    codes text[], code_keys text[], discount_amounts numeric[], taxes numeric[], shippings numeric[], totals numeric[],
    versions bigint[], priced_ats timestamptz[], documents jsonb[],
    line_drafts int[], line_nos int[], content_type_ids int[], object_ids text[], quantities int[],
    unit_prices numeric[], total_prices numeric[])
RETURNS TABLE (draft int, known_fence bigint, known_order uuid, committed_at timestamptz, refusal text, uses_granted bigint, uses_returned bigint)
LANGUAGE sql
SET search_path = $schema$, pg_temp
AS $$
    SELECT * FROM place_orders(
        near_limit, cart_ids, fences, order_ids, user_ids, currencies, summaries, codes, code_keys, discount_amounts,
        taxes, shippings, totals, versions, priced_ats, documents, line_drafts, line_nos, content_type_ids, object_ids,
        quantities, unit_prices, total_prices, NULL, NULL, NULL)
$$;
