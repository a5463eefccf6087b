-- thaw_checkout: reopens a cart whose checkout failed. The version stays.
--
-- KEYS[1]   the cart
-- ARGV[1]   terms
-- ARGV[2]   fence of the attempt
-- Returns   {OK, version}, also when the attempt no longer holds the cart: then nothing is changed
-- Refuses   nothing
-- Cost      two HGET, one HSET, one HDEL

-- @include _prelude

if state == 'f' and string.match(redis.call('HGET', cart, 'f'), '^%d+') == ARGV[2] then
  state = 'o'
  redis.call('HSET', cart, 'm', header(), 'f', ARGV[2] .. '|0')
  redis.call('HDEL', cart, 'k')
end
return {OK, version}
