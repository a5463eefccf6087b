-- One row for each cart that was ever committed or settled. An order_id of NULL means that this fence, and every lower one, can
-- never commit.
CREATE TABLE checkouts (
    cart_id  TEXT NOT NULL PRIMARY KEY CHECK (length(cart_id) = 32),
    fence    INTEGER NOT NULL CHECK (fence > 0),
    order_id TEXT UNIQUE CHECK (length(order_id) = 36)) STRICT;

-- Amounts are text: digits, with exactly the decimals of the currency. SQLite has integers of 64 bits and no decimals, so sums and
-- products are checked in the smallest unit of the currency, and only where all amounts have at most 17 digits.
CREATE TABLE orders (
    id              TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    cart_id         TEXT NOT NULL UNIQUE CHECK (length(cart_id) = 32),
    user_id         TEXT,
    currency        TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
    summary         TEXT NOT NULL CHECK (summary GLOB '[0-9]*' AND summary NOT GLOB '*[^0-9.]*'),
    discount_code   TEXT,
    discount_amount TEXT NOT NULL CHECK (discount_amount GLOB '[0-9]*' AND discount_amount NOT GLOB '*[^0-9.]*'),
    tax             TEXT NOT NULL CHECK (tax GLOB '[0-9]*' AND tax NOT GLOB '*[^0-9.]*'),
    shipping        TEXT NOT NULL CHECK (shipping GLOB '[0-9]*' AND shipping NOT GLOB '*[^0-9.]*'),
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
        OR CAST(replace(total, '.', '') AS INTEGER)
            = CAST(replace(summary, '.', '') AS INTEGER) - CAST(replace(discount_amount, '.', '') AS INTEGER)
            + CAST(replace(tax, '.', '') AS INTEGER) + CAST(replace(shipping, '.', '') AS INTEGER))) STRICT;

CREATE INDEX orders_of_user ON orders (user_id, placed_at DESC, id) WHERE user_id IS NOT NULL;

CREATE TABLE order_lines (
    order_id        TEXT NOT NULL REFERENCES orders,
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
