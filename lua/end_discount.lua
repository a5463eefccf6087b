-- end_discount: ends a reservation. If the order was committed, the counts become the higher ones of those here and those that the order
-- store counted with it. So a repeated or late call does no harm.
--
-- KEYS[1]   the discount, as cache_discount keeps it
-- KEYS[2]   the uses that are set aside, as reserve_discount keeps them
-- ARGV[1]   order
-- ARGV[2]   uses granted; empty if the order was not committed
-- ARGV[3]   uses returned; empty if the order was not committed
-- Returns   {OK, 0}, also if nothing was set aside
-- Refuses   nothing
-- Cost      one ZREM, one HMGET, one HSET

-- @include _statuses

redis.call('ZREM', KEYS[2], ARGV[1])
if ARGV[2] == '' then return {OK, 0} end

local known = redis.call('HMGET', KEYS[1], 'g', 'r')
if known[1] and (known[1] + 0 < ARGV[2] + 0 or known[2] + 0 < ARGV[3] + 0) then
  redis.call('HSET', KEYS[1], 'g', string.format('%.0f', math.max(known[1] + 0, ARGV[2] + 0)),
    'r', string.format('%.0f', math.max(known[2] + 0, ARGV[3] + 0)))
end
return {OK, 0}
