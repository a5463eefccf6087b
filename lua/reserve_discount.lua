-- reserve_discount: reserves a use of a discount for an order, if one is left. The order store decides; this only keeps most orders away
-- that it would refuse.
--
-- KEYS[1]   the discount, as cache_discount keeps it
-- KEYS[2]   the uses that are set aside: a sorted set of orders, each until when (ms); in the slot of the discount
-- ARGV[1]   order
-- ARGV[2]   how long the use is set aside, ms
-- Returns   {OK, 0}, also if it is set aside for the order already
-- Refuses   {NOT_CACHED, 0}; {USES_TAKEN, 0}
-- Cost      one HMGET, one TIME, one ZCOUNT, one ZREMRANGEBYSCORE, one ZADD, one PEXPIRE

-- @include _statuses

local NOT_CACHED, USES_TAKEN = 2, 1
local stored = redis.call('HMGET', KEYS[1], 'n', 'g', 'r')
if not stored[2] then return {NOT_CACHED, 0} end
if stored[1] == '' then return {OK, 0} end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local taken = stored[2] - stored[3] + redis.call('ZCOUNT', KEYS[2], string.format('(%.0f', now), '+inf')
if taken >= stored[1] + 0 and not redis.call('ZSCORE', KEYS[2], ARGV[1]) then return {USES_TAKEN, 0} end

redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now))
redis.call('ZADD', KEYS[2], string.format('%.0f', now + ARGV[2]), ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return {OK, 0}
