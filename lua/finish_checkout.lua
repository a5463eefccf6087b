-- finish_checkout: closes a cart that has become an order. Its lines go; a tombstone that names the order stays.
--
-- KEYS[1]   the cart
-- ARGV[1]   fence of the attempt that was committed
-- ARGV[2]   order; before |cart if that took over what the cart held beyond its order
-- ARGV[3]   time to live of the tombstone, s
-- Returns   {OK, version}, also when the cart is closed already or gone
-- Refuses   {FENCE_LOST, version}: the attempt no longer holds the cart
-- Cost      one HMGET, one HKEYS, one HDEL, one HSET, one EXPIRE

local stored = load('f')
if not exists or state == 'd' then return {OK, version} end
if state ~= 'f' or string.match(stored[2], '^%d+') ~= ARGV[1] then return {FENCE_LOST, version} end

state, version = 'd', version + 1
remove_lines()
redis.call('HSET', cart, 'm', header(), 'p', ARGV[2])
redis.call('EXPIRE', cart, ARGV[3])
return {OK, version}
