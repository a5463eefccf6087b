-- begin_merge: seals the cart for a merge into another and returns it. The version stays, and is the number of the attempt.
-- Repeating it for the same merge returns the same.
--
-- KEYS[1]   the source
-- ARGV[1]   terms
-- ARGV[2]   target
-- ARGV[3]   strategy
-- ARGV[4]   1 if an empty cart is sealed too; empty if it is refused
-- ARGV[5]   time to live, s: at least an hour, so that no cart vanishes while its lines are on the way
-- Returns   {OK, version, all fields and values of the cart}
-- Refuses   CART_EMPTY, CART_NOT_FOUND, CURRENCY_MISMATCH with the version; CHECKOUT_IN_PROGRESS, CHECKOUT_LAPSED with version, fence and rest
--           of the lease in ms; ORDERED with version and order; MERGE_IN_PROGRESS, MERGED with version and merge
-- Cost      one HGET, one HSET, one EXPIRE, one HGETALL

-- @include _prelude

if not exists then return {CART_EMPTY, 0} end
if state == 'm' and string.match(redis.call('HGET', cart, 'g'), '^[^|]+') == ARGV[2] then
  return {OK, version, redis.call('HGETALL', cart)}
end
if state ~= 'o' then return closed() end
if lines == 0 and ARGV[4] ~= '1' then return {CART_EMPTY, version} end
if lines > 0 and currency ~= CURRENCY then return {CURRENCY_MISMATCH, version} end

state = 'm'
redis.call('HSET', cart, 'm', header(), 'g', ARGV[2] .. '|' .. ARGV[3])
redis.call('EXPIRE', cart, ARGV[5])
return {OK, version, redis.call('HGETALL', cart)}
