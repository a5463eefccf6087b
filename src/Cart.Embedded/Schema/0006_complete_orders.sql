-- An order as a complete record. The details are one document, so that what an order records later needs no column: names of the products as
-- sold, the delivery option. Orders of earlier releases have none.
--
-- The idempotency key of the checkout is remembered with the order, as a digest, and with it a digest of what was asked for: a retry finds
-- the order by the user or by the carts of its session, whatever cart that has by then.
ALTER TABLE orders ADD COLUMN details TEXT CHECK (json_type(details) = 'object');
ALTER TABLE orders ADD COLUMN operation_key TEXT CHECK (length(operation_key) BETWEEN 1 AND 64);
ALTER TABLE orders ADD COLUMN operation_content TEXT CHECK (
    length(operation_content) BETWEEN 1 AND 64 AND operation_key IS NOT NULL OR operation_content IS NULL AND operation_key IS NULL);

CREATE INDEX orders_of_operation ON orders (user_id, operation_key) WHERE user_id IS NOT NULL AND operation_key IS NOT NULL;
