-- keep_cart: gives a new guest's cart its full lifetime, because the guest came back with its cookie. The version stays.
--
-- KEYS[1]   the cart
-- ARGV[1]   terms
-- Returns   {OK, version}, also for a cart that is not new: then nothing is changed
-- Refuses   nothing
-- Cost      one HGET; for a new cart one HSET and one EXPIRE

-- @include _prelude

if exists and is_new and state == 'o' then
  is_new = false
  redis.call('HSET', cart, 'm', header())
  redis.call('EXPIRE', cart, string.format('%d', math.max(1, changed - changed % STEP + STEP + lifetime() - now)))
end
return {OK, version}
