-- begin_merge: seals the cart for a merge into another and answers it whole. The version stays, and is the number of the attempt.
-- Beginning the same merge again answers the same.
--
-- KEYS[1]   the source
-- ARGV[1]   target
-- ARGV[2]   strategy
-- ARGV[3]   currency of the target's prices
-- ARGV[4]   1 if an empty cart is sealed too; empty if it is refused
-- ARGV[5]   time to live, s: at least an hour, so that no cart vanishes while its lines are on the way
-- Returns   {OK, version, all fields and values of the cart}
-- Refuses   CART_EMPTY, CURRENCY_MISMATCH with the version; CHECKOUT_IN_PROGRESS, CHECKOUT_LAPSED with version, fence and rest
--           of the lease in ms; ORDERED with version and order; MERGE_IN_PROGRESS, MERGED with version and merge
-- Cost      one HMGET, one HSET, one EXPIRE, one HGETALL

local stored = load('g')
if not exists then return {CART_EMPTY, 0} end
if state == 'm' and string.match(stored[2], '^[^|]+') == ARGV[1] then return {OK, version, redis.call('HGETALL', cart)} end
if state ~= 'o' then return closed() end
if currency ~= ARGV[3] then return {CURRENCY_MISMATCH, version} end
if lines == '0' and ARGV[4] ~= '1' then return {CART_EMPTY, version} end

redis.call('HSET', cart, 'm', 'm' .. string.sub(stored[1], 2), 'g', ARGV[1] .. '|' .. ARGV[2])
redis.call('EXPIRE', cart, ARGV[5])
return {OK, version, redis.call('HGETALL', cart)}
