-- The id of this order store, by which a Redis notices that it is paired with another one. One row.
CREATE TABLE $schema$.store_identity (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    id      uuid NOT NULL DEFAULT gen_random_uuid());

INSERT INTO $schema$.store_identity DEFAULT VALUES;
