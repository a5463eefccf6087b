-- Amounts of discounts have the decimals of the shop's currency, of which ISO 4217 knows 0 to 4. A type without a scale keeps each amount
-- as it was written, and the table is not rewritten.
ALTER TABLE $schema$.discounts
    DROP CONSTRAINT discounts_value_check,
    DROP CONSTRAINT discounts_min_cart_value_check,
    ALTER COLUMN value TYPE numeric,
    ALTER COLUMN min_cart_value TYPE numeric,
    ADD CONSTRAINT discounts_value_check CHECK (value BETWEEN 0 AND 99999999.9999 AND scale(value) <= 4),
    ADD CONSTRAINT discounts_min_cart_value_check CHECK (min_cart_value BETWEEN 0 AND 99999999.9999 AND scale(min_cart_value) <= 4);

-- Characters that nobody sees (category Cf) are no part of a code any more: a code that was stored with one is found without it, unless
-- another discount has that code already.
UPDATE $schema$.discounts d SET key = k.visible
FROM (
    SELECT id, regexp_replace(key, '[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB]', '', 'g') AS visible
    FROM $schema$.discounts) k
WHERE d.id = k.id AND d.key <> k.visible AND k.visible <> ''
    AND NOT EXISTS (SELECT FROM $schema$.discounts other WHERE other.key = k.visible)
    AND NOT EXISTS (
        SELECT FROM $schema$.discounts twin
        WHERE twin.id < d.id AND k.visible = regexp_replace(
            twin.key, '[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB]', '', 'g'));
