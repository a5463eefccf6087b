-- add_user_cart: remembers a cart of a user, and makes it the active one where that is asked and no other is. All that is kept here
-- are hints: whose a cart is, the cart says.
--
-- KEYS[1]   the user's carts: a hash of cart to the order in which it was added, n the last of these numbers, active the active one
-- ARGV[1]   cart
-- ARGV[2]   1 to make it the active one; empty to remember it only
-- ARGV[3]   an active cart that has ended, and may be replaced; empty for none
-- ARGV[4]   greatest number of carts; the oldest is forgotten
-- ARGV[5]   time to live, s
-- Returns   {OK, 0, the active cart, or empty}
-- Refuses   nothing
-- Cost      one HGET, one HINCRBY, one HSET, one HLEN, one EXPIRE; HGETALL and HDEL when there are too many

local active = redis.call('HGET', KEYS[1], 'active')
if ARGV[2] == '1' then
  if active and active ~= ARGV[3] then return {OK, 0, active} end
  active = ARGV[1]
  redis.call('HSET', KEYS[1], 'active', active)
end

redis.call('HSET', KEYS[1], ARGV[1], redis.call('HINCRBY', KEYS[1], 'n', 1))
if redis.call('HLEN', KEYS[1]) > ARGV[4] + 2 then
  local oldest, least
  local fields = redis.call('HGETALL', KEYS[1])
  for i = 1, #fields, 2 do
    local name, number = fields[i], tonumber(fields[i + 1])
    if name ~= 'n' and name ~= 'active' and (not least or number < least) then oldest, least = name, number end
  end
  redis.call('HDEL', KEYS[1], oldest)
end
redis.call('EXPIRE', KEYS[1], ARGV[5])
return {OK, 0, active or ''}
