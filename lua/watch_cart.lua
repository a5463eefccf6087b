-- watch_cart: says that somebody watches the cart until then, so that who changes it tells of the change. The version stays, and a cart
-- that does not exist stays so.
--
-- KEYS[1]   the cart
-- ARGV[1]   terms
-- ARGV[2]   until when, s
-- Returns   {OK, version}
-- Refuses   nothing
-- Cost      one HGET, one HSET

-- @include _prelude

if exists and watched < ARGV[2] + 0 then
  watched = ARGV[2] + 0
  redis.call('HSET', cart, 'm', header())
end
return {OK, version}
