-- end_discount: ends a reservation. Where the order was committed the use is counted: too often at worst, until the discount is cached
-- anew, and never decisive.
--
-- KEYS[1]   the discount, as cache_discount keeps it
-- ARGV[1]   order
-- ARGV[2]   1 if the order was committed; empty if not
-- Returns   {OK, 0}, also if nothing was set aside
-- Refuses   nothing
-- Cost      one HDEL, one HINCRBY

if redis.call('HDEL', KEYS[1], 'p' .. ARGV[1]) == 1 and ARGV[2] == '1' then redis.call('HINCRBY', KEYS[1], 'g', 1) end
return {OK, 0}
