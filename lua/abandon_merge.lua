-- abandon_merge: reopens a cart whose merge the target has refused. The version grows, so the next attempt has another number.
--
-- KEYS[1]   the source
-- ARGV[1]   terms
-- ARGV[2]   target
-- ARGV[3]   version of the source when it was sealed: the number of the attempt
-- Returns   {OK, version}, also when the cart is not in that attempt: then nothing is changed
-- Refuses   nothing
-- Cost      two HGET, one HSET, one HDEL

-- @include _prelude

if state == 'm' and version == ARGV[3] + 0 and string.match(redis.call('HGET', cart, 'g'), '^[^|]+') == ARGV[2] then
  state, version = 'o', version + 1
  redis.call('HSET', cart, 'm', header())
  redis.call('HDEL', cart, 'g')
end
return {OK, version}
