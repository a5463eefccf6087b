-- finish_checkout: closes a cart that has become an order. Removes its lines and leaves a tombstone that names the order. A cart without
-- an owner goes to the user of the terms.
--
-- KEYS[1]   the cart
-- ARGV[1]   terms
-- ARGV[2]   fence of the attempt that was committed
-- ARGV[3]   order; before |cart if that took over what the cart held beyond its order
-- ARGV[4]   time to live of the tombstone, s
-- Returns   {OK, version}, also when the cart is closed already or gone
-- Refuses   {FENCE_LOST, version}: the attempt no longer holds the cart
-- Cost      two HGET, one HKEYS, one HDEL, one or two HSET, one EXPIRE

-- @include _prelude
-- @include _commit

if not exists or state == 'd' then return {OK, version} end
if state ~= 'f' or string.match(redis.call('HGET', cart, 'f'), '^%d+') ~= ARGV[2] then return {FENCE_LOST, version} end

if binds then
  owner = 'u'
  redis.call('HSET', cart, 'u', user)
end
state, version, changed = 'd', version + 1, now
remove_lines()
redis.call('HSET', cart, 'm', header(), 'p', ARGV[3])
redis.call('EXPIRE', cart, ARGV[4])
return {OK, version}
