-- begin_checkout: freezes the cart under a new fence and answers it whole. The version stays: what the cart holds did not change.
--
-- KEYS[1]   the cart
-- ARGV[1]   lease, ms
-- ARGV[2]   least fence
-- ARGV[3]   expected version; empty for any
-- ARGV[4]   time to live, s: at least an hour and ten leases, so that no cart vanishes while its order may still commit
-- Returns   {OK, version, all fields and values of the cart}
-- Refuses   CART_EMPTY, VERSION_MISMATCH with the version; CHECKOUT_IN_PROGRESS, CHECKOUT_LAPSED with version, fence and rest of
--           the lease in ms; ORDERED with version and order; MERGE_IN_PROGRESS, MERGED with version and merge
-- Cost      one HMGET, one TIME, one HSET, one EXPIRE, one HGETALL

local stored = load('f')
if not exists then return {CART_EMPTY, 0} end
if state ~= 'o' then return closed() end
if ARGV[3] ~= '' and ARGV[3] ~= version then return {VERSION_MISMATCH, version} end
if lines == '0' then return {CART_EMPTY, version} end

-- Above the last fence, and above the clock in µs, so that it also grows when the hash was rolled back by a failover.
local time = redis.call('TIME')
local last = stored[2] and string.match(stored[2], '^%d+') or 0
local fence = math.max(last + 1, ARGV[2] + 0, time[1] * 1000000 + time[2])
local deadline = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]

redis.call('HSET', cart, 'm', 'f' .. string.sub(stored[1], 2), 'f', string.format('%.0f|%.0f', fence, deadline))
redis.call('EXPIRE', cart, ARGV[4])
return {OK, version, redis.call('HGETALL', cart)}
