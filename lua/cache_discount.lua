-- cache_discount: caches a discount that was just read from the order store. A newer definition stays; the counts only grow.
--
-- KEYS[1]   the discount: v revision, d definition, n maximum number of uses or empty, g granted, r returned
-- ARGV[1]   revision
-- ARGV[2]   definition
-- ARGV[3]   maximum number of uses; empty for any number
-- ARGV[4]   uses granted
-- ARGV[5]   uses returned
-- ARGV[6]   time to live, s
-- Returns   {OK, 0}
-- Refuses   nothing
-- Cost      one HMGET, one HSET, one EXPIRE

-- @include _statuses

local known = redis.call('HMGET', KEYS[1], 'v', 'd', 'n', 'g', 'r')
local revision, definition, limit = ARGV[1], ARGV[2], ARGV[3]
if known[1] and known[1] + 0 > revision + 0 then revision, definition, limit = known[1], known[2], known[3] end

redis.call('HSET', KEYS[1], 'v', revision, 'd', definition, 'n', limit,
  'g', string.format('%.0f', math.max(ARGV[4] + 0, (known[4] or 0) + 0)), 'r', string.format('%.0f', math.max(ARGV[5] + 0, (known[5] or 0) + 0)))
redis.call('EXPIRE', KEYS[1], ARGV[6])
return {OK, 0}
