-- watch_cart: marks the cart as watched until a given time, so that changes until then are published. The version stays. Does not create
-- a cart.
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
