-- Discounts, beside the orders that use them. A limit holds even if the program is wrong: the CHECK compares it with the counters,
-- which only grow. The free space on each page lets a counter be updated in place.
CREATE TABLE $schema$.discounts (
    id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    key            text NOT NULL UNIQUE CHECK (length(key) BETWEEN 1 AND 50),
    code           text NOT NULL CHECK (length(code) BETWEEN 1 AND 50),
    type           text NOT NULL CHECK (type IN ('percent', 'fixed')),
    value          numeric(10, 2) NOT NULL CHECK (value BETWEEN 0 AND 99999999.99),
    min_cart_value numeric(10, 2) NOT NULL CHECK (min_cart_value BETWEEN 0 AND 99999999.99),
    max_uses       bigint CHECK (max_uses >= 0),
    is_active      boolean NOT NULL,
    valid_from     timestamptz,
    valid_until    timestamptz,
    granted        bigint NOT NULL DEFAULT 0 CHECK (granted >= 0),
    returned       bigint NOT NULL DEFAULT 0,
    revision       bigint NOT NULL DEFAULT 1,
    CONSTRAINT discounts_percent_at_most_100 CHECK (type <> 'percent' OR value <= 100),
    CONSTRAINT discounts_window CHECK (valid_from <= valid_until),
    CONSTRAINT discounts_returned_were_granted CHECK (returned BETWEEN 0 AND granted),
    CONSTRAINT discounts_limit CHECK (granted - returned <= max_uses)) WITH (fillfactor = 50);

-- One row for each order with a discount. Uses of a discount without a limit are not counted in its row, which all orders would
-- wait for: is_counted tells. A discount may be deleted; what it gave stays.
CREATE TABLE $schema$.discount_redemptions (
    discount_id uuid NOT NULL,
    order_id    uuid NOT NULL UNIQUE REFERENCES $schema$.orders,
    amount      numeric NOT NULL CHECK (amount >= 0),
    is_counted  boolean NOT NULL,
    returned_at timestamptz,
    PRIMARY KEY (discount_id, order_id));

CREATE INDEX discount_redemptions_uncounted ON $schema$.discount_redemptions (discount_id) WHERE NOT is_counted;

-- Tax and shipping are what the host's calculators say, which can be less than nothing; the total cannot.
ALTER TABLE $schema$.orders
    DROP CONSTRAINT orders_tax_check,
    DROP CONSTRAINT orders_shipping_check,
    DROP CONSTRAINT orders_amounts_add_up,
    ADD CONSTRAINT orders_tax_is_a_number CHECK (tax > -1e28 AND tax < 1e28),
    ADD CONSTRAINT orders_shipping_is_a_number CHECK (shipping > -1e28 AND shipping < 1e28),
    ADD CONSTRAINT orders_amounts_add_up CHECK (total = greatest(summary - discount_amount + tax + shipping, 0));

DROP INDEX $schema$.orders_of_user;
CREATE INDEX orders_of_user ON $schema$.orders (user_id, placed_at DESC, id DESC) WHERE user_id IS NOT NULL;
