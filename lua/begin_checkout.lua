-- begin_checkout: freezes the cart under a new fence and returns it. The version stays, because the content does not change.
--
-- KEYS[1]   the cart
-- ARGV[1]   terms
-- ARGV[2]   lease, ms
-- ARGV[3]   minimum fence
-- ARGV[4]   time to live, s: at least an hour and ten leases, so that no cart vanishes while its order may still commit
-- Returns   {OK, version, all fields and values of the cart}
-- Refuses   CART_EMPTY, CART_NOT_FOUND, VERSION_MISMATCH with the version; CHECKOUT_IN_PROGRESS, CHECKOUT_LAPSED with version, fence and rest of
--           the lease in ms; ORDERED with version and order, and a 1 if this operation placed it; MERGE_IN_PROGRESS, MERGED with
--           version and merge; OPERATION_REUSED with the version; CART_NOT_FOUND for a cart of another user, or of
--           nobody where it must be the shopper's
-- Cost      two HGET, one TIME, one HSET, one EXPIRE, one HGETALL; one HGET more for a user's cart, one HGET and one HEXISTS with an operation

-- @include _prelude

if not exists then return {CART_EMPTY, 0} end
if owner == 'u' and terms % 4 >= 2 and redis.call('HGET', cart, 'u') ~= user then return {CART_NOT_FOUND, 0} end
if owner ~= 'u' and terms % 8 >= 4 then return {CART_NOT_FOUND, 0} end
if operation ~= '' then
  local id, last = string.sub(operation, 1, 16), redis.call('HGET', cart, 'k') or ''
  local is_repeat = last == operation
  local is_other = string.sub(last, 1, 16) == id and not is_repeat
  if is_other or redis.call('HEXISTS', cart, 'o' .. id) == 1 then return {OPERATION_REUSED, version} end
  if is_repeat and state == 'd' then return {ORDERED, version, redis.call('HGET', cart, 'p'), 1} end
end
if state ~= 'o' then return closed() end
if expected ~= ANY_VERSION and expected ~= version then return {VERSION_MISMATCH, version} end
if lines == 0 then return {CART_EMPTY, version} end

-- Above the last fence and above the clock in µs, so that it also grows if a failover rolled the hash back.
local time = redis.call('TIME')
local last = redis.call('HGET', cart, 'f')
local fence = math.max((last and string.match(last, '^%d+') or 0) + 1, ARGV[3] + 0, time[1] * 1000000 + time[2])
local deadline = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[2]

state = 'f'
local writes = {'m', header(), 'f', string.format('%.0f|%.0f', fence, deadline)}
if operation ~= '' then writes[5], writes[6] = 'k', operation end
redis.call('HSET', cart, unpack(writes))
redis.call('EXPIRE', cart, ARGV[4])
return {OK, version, redis.call('HGETALL', cart)}
