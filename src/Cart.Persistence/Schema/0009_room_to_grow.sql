-- Makes room for lines with attributes, several codes an order, fractions of a unit, and totals with more parts. The rows of before keep
-- their values, and a process of the release before goes on writing and reading them. The lines are rewritten for their quantity.
--
-- The tables are locked in the order of those who place orders, who then wait instead of dying in a deadlock.
LOCK TABLE $schema$.discount_redemptions, $schema$.orders, $schema$.order_lines IN ACCESS EXCLUSIVE MODE;

-- An order may use several codes, each once.
ALTER TABLE $schema$.discount_redemptions
    DROP CONSTRAINT discount_redemptions_order_id_key,
    DROP CONSTRAINT discount_redemptions_pkey,
    ADD CONSTRAINT discount_redemptions_pkey PRIMARY KEY (order_id, discount_id);

-- What else a total counts: a fee, or, below zero, a tax that the prices include.
ALTER TABLE $schema$.orders
    DROP CONSTRAINT orders_amounts_add_up,
    ADD COLUMN adjustments numeric NOT NULL DEFAULT 0,
    ADD CONSTRAINT orders_adjustments_is_a_number CHECK (adjustments > -1e28 AND adjustments < 1e28),
    ADD CONSTRAINT orders_amounts_add_up CHECK (total = greatest(summary - discount_amount + tax + shipping + adjustments, 0));

-- A line is known by its number. A product may have several, told apart by a key that holds a digest of their attributes; the attributes are
-- in the data. The price of a fraction is rounded, however the shop rounds, so it is less than one smallest unit away from the product: of
-- whole quantities it is exactly that.
ALTER TABLE $schema$.order_lines
    DROP CONSTRAINT order_lines_order_id_content_type_id_object_id_key,
    DROP CONSTRAINT order_lines_quantity_check,
    DROP CONSTRAINT order_lines_price_adds_up,
    ALTER COLUMN quantity TYPE numeric,
    ADD COLUMN line_key text CHECK (length(line_key) BETWEEN 1 AND 100),
    ADD COLUMN data jsonb CHECK (jsonb_typeof(data) = 'object'),
    ADD CONSTRAINT order_lines_quantity_check CHECK (quantity > 0 AND quantity <= 2147483647 AND scale(quantity) <= 3),
    ADD CONSTRAINT order_lines_price_adds_up CHECK (
        total_price >= 0 AND total_price < 1e28
        AND (total_price = quantity * unit_price OR trunc(total_price - quantity * unit_price, scale(total_price)) = 0));

-- place_orders of 0006, with parameters that grow without becoming another function: drafts, their lines and their uses of discounts are a
-- document each, with an array for each column. A column that a program does not send is null, and one that is unknown here is ignored.
-- Lines and uses name their draft by its place, from 1. A column is an array of JSON or, which is cheaper to read, the text of an array of
-- PostgreSQL. Columns are taken apart side by side in a list: in FROM each would be stored away first.
--
-- Many orders are placed in one transaction and one round trip. Each draft claims its cart; what follows is done for those that could. The
-- rows of discounts, which many batches want, are locked last of all, unless a limit is near: then first, so that each draft gets its own
-- exact answer. An order of locks that is always the same keeps batches from blocking each other: carts by id, then discounts by id.
--
-- The settings are part of the function, so they hold behind a pooler too: plans made while the tables were empty would read them whole, and
-- a plan that looks cheaper for the arrays of one batch would be made again for each.
CREATE FUNCTION $schema$.place_orders(near_limit boolean, drafts jsonb, lines jsonb, uses jsonb)
RETURNS TABLE (draft int, known_fence bigint, known_order uuid, committed_at timestamptz, refusal text, uses_granted bigint, uses_returned bigint)
LANGUAGE plpgsql
SET search_path = $schema$, pg_temp
SET enable_seqscan = off
SET lock_timeout = '2s'
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    all_drafts record;
    all_lines  record;
    all_uses   record;
    claims     uuid[];
    won        int[];
    refused    int[] := '{}';
    reasons    text[];
    everyone   boolean;
    careful    boolean := near_limit;
BEGIN
    SELECT * INTO all_drafts FROM jsonb_to_record(drafts) AS d (
        id uuid[], cart_id uuid[], fence bigint[], user_id text[], currency text[], summary numeric[], discount_code text[],
        discount_amount numeric[], tax numeric[], shipping numeric[], adjustments numeric[], total numeric[], cart_version bigint[],
        document jsonb[], details jsonb[], operation_key text[], operation_content text[]);
    SELECT * INTO all_lines FROM jsonb_to_record(lines) AS l (
        draft int[], line_no int[], content_type_id int[], object_id text[], quantity numeric[], unit_price numeric[], total_price numeric[],
        line_key text[], data jsonb[]);
    SELECT * INTO all_uses FROM jsonb_to_record(uses) AS u (draft int[], key text[], customer text[], priced_at timestamptz[], amount numeric[]);

    WITH claimed AS (
        INSERT INTO checkouts AS known (cart_id, fence, order_id)
        SELECT d.cart_id, d.fence, d.order_id
        FROM (SELECT unnest(all_drafts.cart_id) AS cart_id, unnest(all_drafts.fence) AS fence, unnest(all_drafts.id) AS order_id) d
        ORDER BY d.cart_id
        ON CONFLICT (cart_id) DO UPDATE SET fence = excluded.fence, order_id = excluded.order_id
        WHERE known.order_id IS NULL AND known.fence < excluded.fence
        RETURNING known.order_id)
    SELECT array_agg(claimed.order_id) INTO claims FROM claimed;
    everyone := cardinality(claims) = cardinality(all_drafts.id);
    won := ARRAY(
        SELECT d.n FROM (SELECT generate_subscripts(all_drafts.id, 1) AS n, unnest(all_drafts.id) AS id) d WHERE everyone OR d.id = ANY (claims));

    IF all_uses.key <> '{}' THEN
        -- An edit of a discount locks the table against this, so that no definition changes from here to the commit.
        LOCK TABLE discount_redemptions IN ROW EXCLUSIVE MODE;
        IF NOT careful THEN
            SELECT coalesce(bool_or(d.id IS NULL OR NOT d.is_active OR d.valid_from > w.first OR d.valid_until < w.last
                OR d.max_uses_per_customer IS NOT NULL OR d.granted - d.returned + 4 * w.wanted > d.max_uses), false) INTO careful
            FROM (
                SELECT u.key, count(*) AS wanted, min(u.at) AS first, max(u.at) AS last
                FROM unnest(all_uses.key, all_uses.priced_at) AS u (key, at) GROUP BY u.key) w
            LEFT JOIN discounts d ON d.key = w.key;
        END IF;

        IF careful THEN
            PERFORM FROM discounts d WHERE d.key = ANY (all_uses.key) AND (d.max_uses IS NOT NULL OR d.max_uses_per_customer IS NOT NULL)
            ORDER BY d.id FOR NO KEY UPDATE;
            SELECT coalesce(array_agg(r.n), '{}'), array_agg(r.reason) INTO refused, reasons
            FROM refused_uses(won, all_uses.draft, all_uses.key, all_uses.customer, all_uses.priced_at) AS r;
            won := ARRAY(SELECT w FROM unnest(won) AS w WHERE w <> ALL (refused));

            -- Nothing of a refused draft stays; what could not commit before it can still not.
            UPDATE checkouts c SET order_id = NULL, fence = c.fence - 1
            FROM unnest(all_drafts.cart_id) WITH ORDINALITY AS d (cart_id, n) WHERE d.n = ANY (refused) AND c.cart_id = d.cart_id;
        END IF;
    END IF;

    everyone := cardinality(won) = cardinality(all_drafts.id);

    INSERT INTO orders (id, cart_id, fence, user_id, currency, summary, discount_code, discount_amount, tax, shipping, adjustments, total,
        cart_version, document, details, operation_key, operation_content)
    SELECT d.id, d.cart_id, d.fence, d.user_id, d.currency, d.summary, d.discount_code, d.discount_amount, d.tax, d.shipping,
        coalesce(d.adjustments, 0), d.total, d.cart_version, d.document, d.details, d.operation_key, d.operation_content
    FROM (
        SELECT generate_subscripts(all_drafts.id, 1) AS n, unnest(all_drafts.id) AS id, unnest(all_drafts.cart_id) AS cart_id,
            unnest(all_drafts.fence) AS fence, unnest(all_drafts.user_id) AS user_id, unnest(all_drafts.currency) AS currency,
            unnest(all_drafts.summary) AS summary, unnest(all_drafts.discount_code) AS discount_code,
            unnest(all_drafts.discount_amount) AS discount_amount, unnest(all_drafts.tax) AS tax, unnest(all_drafts.shipping) AS shipping,
            unnest(all_drafts.adjustments) AS adjustments, unnest(all_drafts.total) AS total, unnest(all_drafts.cart_version) AS cart_version,
            unnest(all_drafts.document) AS document, unnest(all_drafts.details) AS details,
            unnest(all_drafts.operation_key) AS operation_key, unnest(all_drafts.operation_content) AS operation_content) d
    WHERE everyone OR d.n = ANY (won);

    INSERT INTO order_lines (order_id, line_no, content_type_id, object_id, quantity, unit_price, total_price, line_key, data)
    SELECT all_drafts.id[l.draft], l.line_no, l.content_type_id, l.object_id, l.quantity, l.unit_price, l.total_price, l.line_key, l.data
    FROM (
        SELECT unnest(all_lines.draft) AS draft, unnest(all_lines.line_no) AS line_no, unnest(all_lines.content_type_id) AS content_type_id,
            unnest(all_lines.object_id) AS object_id, unnest(all_lines.quantity) AS quantity, unnest(all_lines.unit_price) AS unit_price,
            unnest(all_lines.total_price) AS total_price, unnest(all_lines.line_key) AS line_key, unnest(all_lines.data) AS data) l
    WHERE everyone OR l.draft = ANY (won);

    INSERT INTO outbox (order_id) SELECT all_drafts.id[w.n] FROM (SELECT unnest(won) AS n) w;

    IF all_uses.key <> '{}' THEN
        INSERT INTO discount_redemptions (discount_id, order_id, amount, is_counted, customer, use_no, use_limit)
        SELECT d.id, all_drafts.id[u.draft], u.amount, d.max_uses IS NOT NULL, u.customer,
            (SELECT g FROM generate_series(1, d.max_uses_per_customer) AS g
             WHERE NOT EXISTS (
                SELECT FROM discount_redemptions r
                WHERE r.discount_id = d.id AND r.customer = u.customer AND r.use_no = g AND r.returned_at IS NULL)
             ORDER BY g OFFSET u.nth - 1 LIMIT 1),
            d.max_uses_per_customer
        FROM (
            SELECT w.*, row_number() OVER (PARTITION BY w.key, w.customer ORDER BY w.draft) AS nth
            FROM unnest(all_uses.draft, all_uses.key, all_uses.customer, all_uses.amount) AS w (draft, key, customer, amount)
            WHERE w.draft = ANY (won)) u
        JOIN discounts d ON d.key = u.key;

        PERFORM FROM discounts d WHERE d.key = ANY (all_uses.key) AND d.max_uses IS NOT NULL ORDER BY d.id FOR NO KEY UPDATE;
        UPDATE discounts d SET granted = d.granted + w.taken
        FROM (
            SELECT u.key, count(*) AS taken FROM unnest(all_uses.draft, all_uses.key) AS u (draft, key)
            WHERE u.draft = ANY (won) GROUP BY u.key) w
        WHERE d.key = w.key AND d.max_uses IS NOT NULL;

        RETURN QUERY
            SELECT w.n, NULL::bigint, all_drafts.id[w.n], now(), NULL::text, k.granted, k.returned
            FROM (SELECT unnest(won) AS n) w
            LEFT JOIN (SELECT unnest(all_uses.draft) AS draft, unnest(all_uses.key) AS key) u ON u.draft = w.n
            LEFT JOIN discounts k ON k.key = u.key;
    ELSE
        RETURN QUERY
            SELECT w.n, NULL::bigint, all_drafts.id[w.n], now(), NULL::text, NULL::bigint, NULL::bigint FROM (SELECT unnest(won) AS n) w;
    END IF;
    IF NOT everyone THEN
        RETURN QUERY
            SELECT d.n::int, c.fence, c.order_id, o.placed_at, reasons[array_position(refused, d.n::int)], k.granted, k.returned
            FROM unnest(all_drafts.cart_id) WITH ORDINALITY AS d (cart_id, n)
            JOIN checkouts c ON c.cart_id = d.cart_id
            LEFT JOIN orders o ON o.id = c.order_id
            LEFT JOIN unnest(all_uses.draft, all_uses.key) AS u (draft, key) ON u.draft = d.n
            LEFT JOIN discounts k ON k.key = u.key
            WHERE d.n <> ALL (won);
    END IF;
END
$$;

-- Which of the drafts that want uses of discounts get none, and why, while the rows of the discounts are locked. Uses are given in the order
-- of the drafts.
CREATE FUNCTION $schema$.refused_uses(won int[], drafts int[], keys text[], customers text[], priced_ats timestamptz[])
RETURNS TABLE (n int, reason text)
LANGUAGE sql STABLE
SET search_path = $schema$, pg_temp
AS $$
    WITH asked AS (
        SELECT u.n, u.key, u.customer, d.max_uses - (d.granted - d.returned) AS uses_left, d.max_uses_per_customer - (
                SELECT count(*) FROM discount_redemptions r
                WHERE r.discount_id = d.id AND r.customer = u.customer AND r.returned_at IS NULL) AS customer_left,
            CASE WHEN d.id IS NULL THEN 'NotFound'
                WHEN NOT d.is_active THEN 'Inactive'
                WHEN d.granted - d.returned >= d.max_uses THEN 'Exhausted'
                WHEN d.valid_from > u.at THEN 'NotStarted'
                WHEN d.valid_until < u.at THEN 'Expired'
                WHEN d.max_uses_per_customer IS NOT NULL AND u.customer IS NULL THEN 'SignInRequired' END AS reason
        FROM unnest(drafts, keys, customers, priced_ats) AS u (n, key, customer, at)
        LEFT JOIN discounts d ON d.key = u.key
        WHERE u.n = ANY (won)),
    each AS (
        SELECT a.n, a.key, a.uses_left, coalesce(a.reason, CASE
            WHEN row_number() OVER (PARTITION BY a.key, a.customer, a.reason IS NULL ORDER BY a.n) > a.customer_left THEN 'CustomerLimit' END) AS reason
        FROM asked a),
    everyones AS (
        SELECT e.n, coalesce(e.reason, CASE
            WHEN row_number() OVER (PARTITION BY e.key, e.reason IS NULL ORDER BY e.n) > e.uses_left THEN 'Exhausted' END) AS reason
        FROM each e)
    SELECT x.n, min(x.reason) FROM everyones x WHERE x.reason IS NOT NULL GROUP BY x.n
$$;

-- Processes of the release before this one go on placing orders while a shop is updated.
CREATE OR REPLACE FUNCTION $schema$.place_orders(
    near_limit boolean,
    cart_ids uuid[], fences bigint[], order_ids uuid[], user_ids text[], currencies text[], summaries numeric[],
    codes text[], code_keys text[], discount_amounts numeric[], taxes numeric[], shippings numeric[], totals numeric[],
    versions bigint[], priced_ats timestamptz[], documents jsonb[],
    line_drafts int[], line_nos int[], content_type_ids int[], object_ids text[], quantities int[],
    unit_prices numeric[], total_prices numeric[],
    order_details jsonb[], operation_keys text[], operation_contents text[])
RETURNS TABLE (draft int, known_fence bigint, known_order uuid, committed_at timestamptz, refusal text, uses_granted bigint, uses_returned bigint)
LANGUAGE sql
SET search_path = $schema$, pg_temp
AS $$
    SELECT * FROM place_orders(
        near_limit,
        jsonb_build_object(
            'id', order_ids, 'cart_id', cart_ids, 'fence', fences, 'user_id', user_ids, 'currency', currencies, 'summary', summaries,
            'discount_code', codes, 'discount_amount', discount_amounts, 'tax', taxes, 'shipping', shippings, 'total', totals,
            'cart_version', versions, 'document', documents, 'details', order_details, 'operation_key', operation_keys,
            'operation_content', operation_contents),
        jsonb_build_object(
            'draft', line_drafts, 'line_no', line_nos, 'content_type_id', content_type_ids, 'object_id', object_ids, 'quantity', quantities,
            'unit_price', unit_prices, 'total_price', total_prices),
        (SELECT jsonb_build_object(
                'draft', array_agg(u.n), 'key', array_agg(u.key), 'customer', array_agg(u.customer), 'priced_at', array_agg(u.at),
                'amount', array_agg(u.amount))
            FROM unnest(code_keys, user_ids, priced_ats, discount_amounts) WITH ORDINALITY AS u (key, customer, at, amount, n)
            WHERE u.key IS NOT NULL))
$$;

DROP FUNCTION $schema$.refused_uses(int[], text[], text[], timestamptz[]);
