-- thaw_checkout: opens a cart again whose checkout came to nothing. The version stays.
--
-- KEYS[1]   the cart
-- ARGV[1]   fence of the attempt
-- Returns   {OK, version}, also when the attempt no longer holds the cart: then nothing is changed
-- Refuses   nothing
-- Cost      one HMGET, one HSET, one HDEL

local stored = load('f')
if exists and state == 'f' and string.match(stored[2], '^%d+') == ARGV[1] then
  redis.call('HSET', cart, 'm', 'o' .. string.sub(stored[1], 2), 'f', ARGV[1] .. '|0')
  redis.call('HDEL', cart, 'k')
end
return {OK, version}
