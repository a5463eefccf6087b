-- finish_merge: closes a cart whose lines another has taken over. Removes its lines and leaves a tombstone that names the target.
--
-- KEYS[1]   the source
-- ARGV[1]   terms
-- ARGV[2]   target
-- ARGV[3]   time to live of the tombstone, s
-- Returns   {OK, version}, also when the cart is closed already, gone, or no longer in this merge
-- Refuses   nothing
-- Cost      two HGET, one HKEYS, one HDEL, one HSET, one EXPIRE

-- @include _prelude
-- @include _commit

if state ~= 'm' or string.match(redis.call('HGET', cart, 'g'), '^[^|]+') ~= ARGV[2] then return {OK, version} end

state, version, changed = 'x', version + 1, now
remove_lines()
redis.call('HSET', cart, 'm', header())
redis.call('EXPIRE', cart, ARGV[3])
return {OK, version}
