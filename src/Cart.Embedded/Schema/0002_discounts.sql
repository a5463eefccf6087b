-- Discounts, beside the orders that use them. Amounts are text with two decimals, times the text of a UTC moment, as in the orders.
CREATE TABLE discounts (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    key            TEXT NOT NULL UNIQUE CHECK (length(key) BETWEEN 1 AND 50),
    code           TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 50),
    type           TEXT NOT NULL CHECK (type IN ('percent', 'fixed')),
    value          TEXT NOT NULL CHECK (value GLOB '[0-9]*.[0-9][0-9]' AND value NOT GLOB '*[^0-9.]*' AND length(value) <= 11),
    min_cart_value TEXT NOT NULL CHECK (
        min_cart_value GLOB '[0-9]*.[0-9][0-9]' AND min_cart_value NOT GLOB '*[^0-9.]*' AND length(min_cart_value) <= 11),
    max_uses       INTEGER CHECK (max_uses >= 0),
    is_active      INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    valid_from     TEXT CHECK (valid_from GLOB '????-??-??T??:??:??.???????Z'),
    valid_until    TEXT CHECK (valid_until GLOB '????-??-??T??:??:??.???????Z'),
    granted        INTEGER NOT NULL DEFAULT 0 CHECK (granted >= 0),
    returned       INTEGER NOT NULL DEFAULT 0,
    revision       INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT percent_at_most_100 CHECK (type <> 'percent' OR CAST(replace(value, '.', '') AS INTEGER) <= 10000),
    CONSTRAINT valid_window CHECK (valid_from <= valid_until),
    CONSTRAINT returned_were_granted CHECK (returned BETWEEN 0 AND granted),
    CONSTRAINT uses_within_limit CHECK (granted - returned <= max_uses)) STRICT;

-- Tax and shipping are what the host's calculators say, which can be less than nothing; the total cannot. SQLite changes the checks
-- of a table only by making it anew, and the lines
-- with it, which refer to it.
CREATE TABLE orders_0002 (
    id              TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    cart_id         TEXT NOT NULL UNIQUE CHECK (length(cart_id) = 32),
    user_id         TEXT,
    currency        TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
    summary         TEXT NOT NULL CHECK (summary GLOB '[0-9]*' AND summary NOT GLOB '*[^0-9.]*'),
    discount_code   TEXT,
    discount_amount TEXT NOT NULL CHECK (discount_amount GLOB '[0-9]*' AND discount_amount NOT GLOB '*[^0-9.]*'),
    tax             TEXT NOT NULL CHECK (ltrim(tax, '-') GLOB '[0-9]*' AND ltrim(tax, '-') NOT GLOB '*[^0-9.]*'),
    shipping        TEXT NOT NULL CHECK (ltrim(shipping, '-') GLOB '[0-9]*' AND ltrim(shipping, '-') NOT GLOB '*[^0-9.]*'),
    total           TEXT NOT NULL CHECK (total GLOB '[0-9]*' AND total NOT GLOB '*[^0-9.]*'),
    cart_version    INTEGER NOT NULL CHECK (cart_version > 0),
    fence           INTEGER NOT NULL CHECK (fence > 0),
    placed_at       TEXT NOT NULL CHECK (placed_at GLOB '????-??-??T??:??:??.???????Z'),
    document        TEXT NOT NULL CHECK (json_type(document) = 'object'),
    CONSTRAINT discount_within_summary CHECK (
        max(length(summary), length(discount_amount)) > 17
        OR CAST(replace(discount_amount, '.', '') AS INTEGER) <= CAST(replace(summary, '.', '') AS INTEGER)),
    CONSTRAINT amounts_add_up CHECK (
        max(length(summary), length(discount_amount), length(tax), length(shipping), length(total)) > 17
        OR CAST(replace(total, '.', '') AS INTEGER) = max(0,
            CAST(replace(summary, '.', '') AS INTEGER) - CAST(replace(discount_amount, '.', '') AS INTEGER)
            + CAST(replace(tax, '.', '') AS INTEGER) + CAST(replace(shipping, '.', '') AS INTEGER)))) STRICT;

INSERT INTO orders_0002 SELECT id, cart_id, user_id, currency, summary, discount_code, discount_amount, tax, shipping, total,
    cart_version, fence, placed_at, document FROM orders;

CREATE TABLE order_lines_0002 (
    order_id        TEXT NOT NULL REFERENCES orders_0002,
    line_no         INTEGER NOT NULL CHECK (line_no >= 1),
    content_type_id INTEGER NOT NULL CHECK (content_type_id BETWEEN 1 AND 2147483647),
    object_id       TEXT NOT NULL CHECK (length(object_id) BETWEEN 1 AND 64),
    quantity        INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 2147483647),
    unit_price      TEXT NOT NULL CHECK (unit_price GLOB '[0-9]*' AND unit_price NOT GLOB '*[^0-9.]*'),
    total_price     TEXT NOT NULL CHECK (total_price GLOB '[0-9]*' AND total_price NOT GLOB '*[^0-9.]*'),
    PRIMARY KEY (order_id, line_no),
    UNIQUE (order_id, content_type_id, object_id),
    CONSTRAINT price_adds_up CHECK (
        length(total_price) > 17
        OR CAST(replace(total_price, '.', '') AS INTEGER) = quantity * CAST(replace(unit_price, '.', '') AS INTEGER))) STRICT;

INSERT INTO order_lines_0002
    SELECT order_id, line_no, content_type_id, object_id, quantity, unit_price, total_price FROM order_lines;

DROP TABLE order_lines;
DROP TABLE orders;
ALTER TABLE orders_0002 RENAME TO orders;
ALTER TABLE order_lines_0002 RENAME TO order_lines;

CREATE INDEX orders_of_user ON orders (user_id, placed_at DESC, id DESC) WHERE user_id IS NOT NULL;

-- One row for each order with a discount. A discount may be deleted; what it gave stays.
CREATE TABLE discount_redemptions (
    discount_id INTEGER NOT NULL,
    order_id    TEXT NOT NULL UNIQUE REFERENCES orders,
    amount      TEXT NOT NULL CHECK (amount GLOB '[0-9]*' AND amount NOT GLOB '*[^0-9.]*'),
    returned_at TEXT,
    PRIMARY KEY (discount_id, order_id)) STRICT;
