-- abandon_merge: opens a cart again whose target can never take its lines. The version stays.
--
-- KEYS[1]   the source
-- ARGV[1]   target
-- Returns   {OK, version}, also when the cart is not in this merge: then nothing is changed
-- Refuses   nothing
-- Cost      one HMGET, one HSET, one HDEL

local stored = load('g')
if state == 'm' and string.match(stored[2], '^[^|]+') == ARGV[1] then
  redis.call('HSET', cart, 'm', 'o' .. string.sub(stored[1], 2))
  redis.call('HDEL', cart, 'g')
end
return {OK, version}
