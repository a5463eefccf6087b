CREATE TABLE products (
    content_type_id integer NOT NULL,
    object_id text NOT NULL,
    name text NOT NULL,
    price numeric(12, 2) NOT NULL,
    stock integer NOT NULL,
    PRIMARY KEY (content_type_id, object_id)
);
CREATE TABLE orders_taken (order_id text PRIMARY KEY);
CREATE TABLE mail (about text PRIMARY KEY, recipient text NOT NULL, content text NOT NULL);
