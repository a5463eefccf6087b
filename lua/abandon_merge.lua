-- abandon_merge: opens a cart again whose merge the target has refused. The version grows: the next attempt is another.
--
-- KEYS[1]   the source
-- ARGV[1]   target
-- ARGV[2]   version of the source when it was sealed: the number of the attempt
-- Returns   {OK, version}, also when the cart is not in that attempt: then nothing is changed
-- Refuses   nothing
-- Cost      one HMGET, one HSET, one HDEL

local stored = load('g')
if state == 'm' and version == ARGV[2] and string.match(stored[2], '^[^|]+') == ARGV[1] then
  state, version = 'o', version + 1
  redis.call('HSET', cart, 'm', header())
  redis.call('HDEL', cart, 'g')
end
return {OK, version}
