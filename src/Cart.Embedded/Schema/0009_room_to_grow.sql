-- Makes room for lines with attributes, several codes an order, fractions of a unit, and totals with more parts. The rows of before keep
-- their values, and a program of the release before goes on writing and reading them. SQLite changes the checks of a table only by making
-- it anew, and with the orders all tables that refer to them.
CREATE TABLE orders_0009 (
    id                TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    cart_id           TEXT NOT NULL UNIQUE CHECK (length(cart_id) = 32),
    user_id           TEXT,
    currency          TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
    summary           TEXT NOT NULL CHECK (summary GLOB '[0-9]*' AND summary NOT GLOB '*[^0-9.]*'),
    discount_code     TEXT,
    discount_amount   TEXT NOT NULL CHECK (discount_amount GLOB '[0-9]*' AND discount_amount NOT GLOB '*[^0-9.]*'),
    tax               TEXT NOT NULL CHECK (ltrim(tax, '-') GLOB '[0-9]*' AND ltrim(tax, '-') NOT GLOB '*[^0-9.]*'),
    shipping          TEXT NOT NULL CHECK (ltrim(shipping, '-') GLOB '[0-9]*' AND ltrim(shipping, '-') NOT GLOB '*[^0-9.]*'),
    total             TEXT NOT NULL CHECK (total GLOB '[0-9]*' AND total NOT GLOB '*[^0-9.]*'),
    cart_version      INTEGER NOT NULL CHECK (cart_version > 0),
    fence             INTEGER NOT NULL CHECK (fence > 0),
    placed_at         TEXT NOT NULL CHECK (placed_at GLOB '????-??-??T??:??:??.???????Z'),
    document          TEXT NOT NULL CHECK (json_type(document) = 'object'),
    details           TEXT CHECK (json_type(details) = 'object'),
    operation_key     TEXT CHECK (length(operation_key) BETWEEN 1 AND 64),
    operation_content TEXT CHECK (
        length(operation_content) BETWEEN 1 AND 64 AND operation_key IS NOT NULL OR operation_content IS NULL AND operation_key IS NULL),
    later_keys        TEXT NOT NULL DEFAULT '' CHECK (length(later_keys) <= 1100),
    -- What else a total counts: a fee, or, below zero, a tax that the prices include.
    adjustments       TEXT NOT NULL DEFAULT '0' CHECK (ltrim(adjustments, '-') GLOB '[0-9]*' AND ltrim(adjustments, '-') NOT GLOB '*[^0-9.]*'),
    CONSTRAINT discount_within_summary CHECK (
        max(length(summary), length(discount_amount)) > 17
        OR CAST(replace(discount_amount, '.', '') AS INTEGER) <= CAST(replace(summary, '.', '') AS INTEGER)),
    CONSTRAINT amounts_add_up CHECK (
        max(length(summary), length(discount_amount), length(tax), length(shipping), length(adjustments), length(total)) > 17
        OR CAST(replace(total, '.', '') AS INTEGER) = max(0,
            CAST(replace(summary, '.', '') AS INTEGER) - CAST(replace(discount_amount, '.', '') AS INTEGER)
            + CAST(replace(tax, '.', '') AS INTEGER) + CAST(replace(shipping, '.', '') AS INTEGER)
            + CAST(replace(adjustments, '.', '') AS INTEGER)))) STRICT;

INSERT INTO orders_0009 (id, cart_id, user_id, currency, summary, discount_code, discount_amount, tax, shipping, total, cart_version, fence,
        placed_at, document, details, operation_key, operation_content, later_keys)
    SELECT id, cart_id, user_id, currency, summary, discount_code, discount_amount, tax, shipping, total, cart_version, fence,
        placed_at, document, details, operation_key, operation_content, later_keys FROM orders;

-- A line is known by its number. A product may have several, told apart by a key that holds a digest of their attributes; the attributes are
-- in the data. The price of a fraction is rounded, however the shop rounds, so it is less than one smallest unit away from the product.
CREATE TABLE order_lines_0009 (
    order_id        TEXT NOT NULL REFERENCES orders_0009,
    line_no         INTEGER NOT NULL CHECK (line_no >= 1),
    content_type_id INTEGER NOT NULL CHECK (content_type_id BETWEEN 1 AND 2147483647),
    object_id       TEXT NOT NULL CHECK (length(object_id) BETWEEN 1 AND 64),
    quantity        TEXT NOT NULL CHECK (
        quantity GLOB '[0-9]*' AND quantity NOT GLOB '*[^0-9.]*' AND CAST(quantity AS REAL) > 0 AND CAST(quantity AS REAL) <= 2147483647
        AND (instr(quantity, '.') = 0 OR length(quantity) - instr(quantity, '.') BETWEEN 1 AND 3)),
    unit_price      TEXT NOT NULL CHECK (unit_price GLOB '[0-9]*' AND unit_price NOT GLOB '*[^0-9.]*'),
    total_price     TEXT NOT NULL CHECK (total_price GLOB '[0-9]*' AND total_price NOT GLOB '*[^0-9.]*'),
    line_key        TEXT CHECK (length(line_key) BETWEEN 1 AND 100),
    data            TEXT CHECK (json_type(data) = 'object'),
    PRIMARY KEY (order_id, line_no),
    CONSTRAINT price_adds_up CHECK (CASE
        WHEN length(total_price) > 17 THEN true
        WHEN instr(quantity, '.') = 0 THEN
            CAST(replace(total_price, '.', '') AS INTEGER) = CAST(quantity AS INTEGER) * CAST(replace(unit_price, '.', '') AS INTEGER)
        ELSE length(total_price) > 14
            OR abs(CAST(replace(total_price, '.', '') AS REAL) - CAST(quantity AS REAL) * CAST(replace(unit_price, '.', '') AS REAL)) < 1
        END)) STRICT;

INSERT INTO order_lines_0009 (order_id, line_no, content_type_id, object_id, quantity, unit_price, total_price)
    SELECT order_id, line_no, content_type_id, object_id, quantity, unit_price, total_price FROM order_lines;

-- An order may use several codes, each once.
CREATE TABLE discount_redemptions_0009 (
    discount_id INTEGER NOT NULL,
    order_id    TEXT NOT NULL REFERENCES orders_0009,
    amount      TEXT NOT NULL CHECK (amount GLOB '[0-9]*' AND amount NOT GLOB '*[^0-9.]*'),
    returned_at TEXT,
    customer    TEXT,
    use_limit   INTEGER,
    use_no      INTEGER CHECK (use_no BETWEEN 1 AND use_limit),
    PRIMARY KEY (order_id, discount_id)) STRICT;

INSERT INTO discount_redemptions_0009 (discount_id, order_id, amount, returned_at, customer, use_limit, use_no)
    SELECT discount_id, order_id, amount, returned_at, customer, use_limit, use_no FROM discount_redemptions;

CREATE TABLE outbox_0009 (
    order_id   TEXT NOT NULL PRIMARY KEY REFERENCES orders_0009,
    attempts   INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??.???????Z'),
    due_at     TEXT NOT NULL CHECK (due_at GLOB '????-??-??T??:??:??.???????Z')) STRICT;

INSERT INTO outbox_0009 (order_id, attempts, created_at, due_at) SELECT order_id, attempts, created_at, due_at FROM outbox;

DROP TABLE outbox;
DROP TABLE discount_redemptions;
DROP TABLE order_lines;
DROP TABLE orders;
ALTER TABLE orders_0009 RENAME TO orders;
ALTER TABLE order_lines_0009 RENAME TO order_lines;
ALTER TABLE discount_redemptions_0009 RENAME TO discount_redemptions;
ALTER TABLE outbox_0009 RENAME TO outbox;

CREATE INDEX orders_of_user ON orders (user_id, placed_at DESC, id DESC) WHERE user_id IS NOT NULL;
CREATE INDEX orders_of_operation ON orders (user_id, operation_key) WHERE user_id IS NOT NULL AND operation_key IS NOT NULL;
CREATE INDEX orders_of_later_keys ON orders (user_id) WHERE user_id IS NOT NULL AND later_keys <> '';
CREATE INDEX outbox_due ON outbox (due_at);
CREATE UNIQUE INDEX discount_redemptions_of_customer ON discount_redemptions (discount_id, customer, use_no)
    WHERE customer IS NOT NULL AND returned_at IS NULL;
