-- finish_merge: closes a cart whose lines another has taken over. Its lines go; a tombstone that names the target stays.
--
-- KEYS[1]   the source
-- ARGV[1]   target
-- ARGV[2]   time to live of the tombstone, s
-- Returns   {OK, version}, also when the cart is closed already, gone, or no longer in this merge
-- Refuses   nothing
-- Cost      one HMGET, one HKEYS, one HDEL, one HSET, one EXPIRE

local stored = load('g')
if state ~= 'm' or string.match(stored[2], '^[^|]+') ~= ARGV[1] then return {OK, version} end

state, version = 'x', version + 1
remove_lines()
redis.call('HSET', cart, 'm', header())
redis.call('EXPIRE', cart, ARGV[2])
return {OK, version}
