-- The id of this order store, by which a store of carts notices that it is paired with another one. One row.
CREATE TABLE store_identity (
    is_only INTEGER PRIMARY KEY CHECK (is_only = 1),
    id      TEXT NOT NULL CHECK (length(id) = 32)) STRICT;

INSERT INTO store_identity (is_only, id) VALUES (1, lower(hex(randomblob(16))));
