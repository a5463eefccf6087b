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
        total_price >= 0 AND total_price < 1e28 AND trunc(total_price - quantity * unit_price, scale(total_price)) = 0);
