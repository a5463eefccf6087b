-- add_user_cart: remembers a cart of a user, and makes it the active one if requested and no other is active. All values here are hints:
-- the cart itself records its owner.
--
-- KEYS[1]   the user's carts: a hash of cart to the order in which it was added, n the last of these numbers, active the active one,
--           next the id that all who start the user's next cart agree on
-- ARGV[1]   cart
-- ARGV[2]   claim to make it the active one, next to agree on it as the next one, release to give that up, empty to remember it only
-- ARGV[3]   an active cart that has ended, and may be replaced; empty for none
-- ARGV[4]   maximum number of carts; the oldest is forgotten
-- ARGV[5]   time to live, s
-- Returns   {OK, 0, the active cart, or empty}; for next the active cart, or else the id that is agreed on
-- Refuses   nothing
-- Cost      two HGET, one HINCRBY, one HSET, one HLEN, one EXPIRE; HGETALL and HDEL when there are too many

-- @include _statuses

local active, agreed = redis.call('HGET', KEYS[1], 'active'), redis.call('HGET', KEYS[1], 'next')
if ARGV[2] == 'release' then
  if agreed == ARGV[1] then redis.call('HDEL', KEYS[1], 'next') end
  return {OK, 0, active or ''}
end
if ARGV[2] ~= '' and active and active ~= ARGV[3] then return {OK, 0, active} end
if ARGV[2] == 'next' then
  if not agreed or agreed == ARGV[3] then
    agreed = ARGV[1]
    redis.call('HSET', KEYS[1], 'next', agreed)
    redis.call('EXPIRE', KEYS[1], ARGV[5])
  end
  return {OK, 0, agreed}
end
if ARGV[2] == 'claim' then
  active = ARGV[1]
  redis.call('HSET', KEYS[1], 'active', active)
  if agreed == active then
    redis.call('HDEL', KEYS[1], 'next')
    agreed = nil
  end
end

redis.call('HSET', KEYS[1], ARGV[1], redis.call('HINCRBY', KEYS[1], 'n', 1))
if redis.call('HLEN', KEYS[1]) > ARGV[4] + (agreed and 3 or 2) then
  local oldest, least
  local fields = redis.call('HGETALL', KEYS[1])
  for i = 1, #fields, 2 do
    local name, number = fields[i], tonumber(fields[i + 1])
    if name ~= 'n' and name ~= 'active' and name ~= 'next' and (not least or number < least) then oldest, least = name, number end
  end
  redis.call('HDEL', KEYS[1], oldest)
end
redis.call('EXPIRE', KEYS[1], ARGV[5])
return {OK, 0, active or ''}
