-- Orders from which something follows that nobody has done yet. Times are the text of a UTC moment, as in the orders.
CREATE TABLE outbox (
    order_id   TEXT NOT NULL PRIMARY KEY REFERENCES orders,
    attempts   INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??.???????Z'),
    due_at     TEXT NOT NULL CHECK (due_at GLOB '????-??-??T??:??:??.???????Z')) STRICT;

CREATE INDEX outbox_due ON outbox (due_at);

-- A limit for each customer: a use that counts against it has a number, no two of which are the same while they are not given back.
ALTER TABLE discounts ADD COLUMN max_uses_per_customer INTEGER CHECK (max_uses_per_customer BETWEEN 1 AND 1000);
ALTER TABLE discount_redemptions ADD COLUMN customer TEXT;
ALTER TABLE discount_redemptions ADD COLUMN use_limit INTEGER;
ALTER TABLE discount_redemptions ADD COLUMN use_no INTEGER CHECK (use_no BETWEEN 1 AND use_limit);

UPDATE discount_redemptions SET customer = (SELECT user_id FROM orders WHERE id = order_id);

CREATE UNIQUE INDEX discount_redemptions_of_customer ON discount_redemptions (discount_id, customer, use_no)
    WHERE customer IS NOT NULL AND returned_at IS NULL;
