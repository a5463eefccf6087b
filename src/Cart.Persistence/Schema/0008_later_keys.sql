-- Other idempotency keys that were answered with an order, as digests: a second click under a key of its own gets the order of the first, and
-- its retry must not buy the next cart.
ALTER TABLE $schema$.orders ADD COLUMN later_keys text[] NOT NULL DEFAULT '{}' CHECK (cardinality(later_keys) <= 16);

CREATE INDEX orders_of_later_keys ON $schema$.orders (user_id) WHERE user_id IS NOT NULL AND cardinality(later_keys) > 0;
