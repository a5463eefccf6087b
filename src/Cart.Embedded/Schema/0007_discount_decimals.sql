-- Amounts of discounts have the decimals of the shop's currency, of which ISO 4217 knows 0 to 4: they are text with two to four decimals.
-- SQLite changes the checks of a table only by making it anew.
CREATE TABLE discounts_0007 (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    key            TEXT NOT NULL UNIQUE CHECK (length(key) BETWEEN 1 AND 50),
    code           TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 50),
    type           TEXT NOT NULL CHECK (type IN ('percent', 'fixed')),
    value          TEXT NOT NULL CHECK (
        value GLOB '[0-9]*.[0-9][0-9]*' AND value NOT GLOB '*[^0-9.]*' AND length(value) - instr(value, '.') <= 4 AND instr(value, '.') <= 9),
    min_cart_value TEXT NOT NULL CHECK (
        min_cart_value GLOB '[0-9]*.[0-9][0-9]*' AND min_cart_value NOT GLOB '*[^0-9.]*'
        AND length(min_cart_value) - instr(min_cart_value, '.') <= 4 AND instr(min_cart_value, '.') <= 9),
    max_uses       INTEGER CHECK (max_uses >= 0),
    is_active      INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    valid_from     TEXT CHECK (valid_from GLOB '????-??-??T??:??:??.???????Z'),
    valid_until    TEXT CHECK (valid_until GLOB '????-??-??T??:??:??.???????Z'),
    granted        INTEGER NOT NULL DEFAULT 0 CHECK (granted >= 0),
    returned       INTEGER NOT NULL DEFAULT 0,
    revision       INTEGER NOT NULL DEFAULT 1,
    max_uses_per_customer INTEGER CHECK (max_uses_per_customer BETWEEN 1 AND 1000),
    CONSTRAINT percent_at_most_100 CHECK (type <> 'percent' OR CAST(value AS REAL) <= 100),
    CONSTRAINT valid_window CHECK (valid_from <= valid_until),
    CONSTRAINT returned_were_granted CHECK (returned BETWEEN 0 AND granted),
    CONSTRAINT uses_within_limit CHECK (granted - returned <= max_uses)) STRICT;

INSERT INTO discounts_0007 SELECT id, key, code, type, value, min_cart_value, max_uses, is_active, valid_from, valid_until, granted, returned,
    revision, max_uses_per_customer FROM discounts;

-- The number of a discount that was deleted is not given again: what it gave is counted by it.
DELETE FROM sqlite_sequence WHERE name = 'discounts_0007';
INSERT INTO sqlite_sequence (name, seq) SELECT 'discounts_0007', seq FROM sqlite_sequence WHERE name = 'discounts';

DROP TABLE discounts;
ALTER TABLE discounts_0007 RENAME TO discounts;

-- Characters that nobody sees (category Cf) are no part of a code any more: a code that was stored with one is found without it, unless
-- another discount has that code already.
UPDATE OR IGNORE discounts SET key = replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(key,
    char(0xAD), ''), char(0x200B), ''), char(0x200C), ''), char(0x200D), ''), char(0x200E), ''), char(0x200F), ''), char(0x2060), ''),
    char(0xFEFF), ''), char(0x202E), ''), char(0x202D), '')
WHERE trim(key, char(0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0x202E, 0x202D)) <> '';
