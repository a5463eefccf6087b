-- One row for each cart that was ever committed or settled. An order_id of NULL means that this fence, and every lower one, can
-- never commit.
CREATE TABLE $schema$.checkouts (
    cart_id  uuid PRIMARY KEY,
    fence    bigint NOT NULL CHECK (fence > 0),
    order_id uuid UNIQUE);

-- Amounts are numeric without a fixed scale: each is written with exactly its currency's decimals and keeps them. The bounds also
-- keep out NaN and infinity, which are greater than every number.
CREATE TABLE $schema$.orders (
    id              uuid PRIMARY KEY,
    cart_id         uuid NOT NULL UNIQUE,
    user_id         text,
    currency        text NOT NULL CHECK (currency COLLATE "C" ~ '^[A-Z]{3}$'),
    summary         numeric NOT NULL CHECK (summary >= 0),
    discount_code   text,
    discount_amount numeric NOT NULL,
    tax             numeric NOT NULL CHECK (tax >= 0),
    shipping        numeric NOT NULL CHECK (shipping >= 0),
    total           numeric NOT NULL CHECK (total >= 0 AND total < 1e28),
    cart_version    bigint NOT NULL CHECK (cart_version > 0),
    fence           bigint NOT NULL CHECK (fence > 0),
    placed_at       timestamptz NOT NULL DEFAULT now(),
    document        jsonb NOT NULL CHECK (jsonb_typeof(document) = 'object'),
    CONSTRAINT orders_discount_within_summary CHECK (discount_amount BETWEEN 0 AND summary),
    CONSTRAINT orders_amounts_add_up CHECK (total = summary - discount_amount + tax + shipping));

CREATE INDEX orders_of_user ON $schema$.orders (user_id, placed_at DESC, id) WHERE user_id IS NOT NULL;

CREATE TABLE $schema$.order_lines (
    order_id        uuid NOT NULL REFERENCES $schema$.orders,
    line_no         int NOT NULL CHECK (line_no >= 1),
    content_type_id int NOT NULL CHECK (content_type_id >= 1),
    object_id       text NOT NULL CHECK (length(object_id) BETWEEN 1 AND 64),
    quantity        int NOT NULL CHECK (quantity BETWEEN 1 AND 2147483647),
    unit_price      numeric NOT NULL CHECK (unit_price BETWEEN 0 AND 9999999999999999.99),
    total_price     numeric NOT NULL,
    PRIMARY KEY (order_id, line_no),
    UNIQUE (order_id, content_type_id, object_id),
    CONSTRAINT order_lines_price_adds_up CHECK (total_price = quantity * unit_price));
