-- Other idempotency keys that were answered with an order, as digests with a space behind each: a second click under a key of its own gets the
-- order of the first, and its retry must not buy the next cart.
ALTER TABLE orders ADD COLUMN later_keys TEXT NOT NULL DEFAULT '' CHECK (length(later_keys) <= 1100);

CREATE INDEX orders_of_later_keys ON orders (user_id) WHERE user_id IS NOT NULL AND later_keys <> '';
