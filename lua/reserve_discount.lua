-- reserve_discount: sets a use of a discount aside for an order, if one is left. The order store decides; this keeps most of those away
-- that it would refuse.
--
-- KEYS[1]   the discount, as cache_discount keeps it
-- ARGV[1]   order
-- ARGV[2]   how long the use is set aside, ms
-- Returns   {OK, 0}, also if it is set aside for the order already
-- Refuses   {NOT_CACHED, 0}; {USES_TAKEN, 0}
-- Cost      one HGETALL, one HSET; HDEL if reservations have run out

local NOT_CACHED, USES_TAKEN = 2, 1
local fields = redis.call('HGETALL', KEYS[1])
if #fields == 0 then return {NOT_CACHED, 0} end

local holder, now = 'p' .. ARGV[1], milliseconds()
local limit, taken, expired = '', 0, {}
for i = 1, #fields, 2 do
  local name, value = fields[i], fields[i + 1]
  if name == holder then return {OK, 0} end
  if name == 'n' then limit = value end
  if name == 'g' then taken = taken + value end
  if name == 'r' then taken = taken - value end
  if string.sub(name, 1, 1) == 'p' then
    if value + 0 > now then taken = taken + 1 else expired[#expired + 1] = name end
  end
end
if limit == '' then return {OK, 0} end
if taken >= limit + 0 then return {USES_TAKEN, 0} end

if #expired > 0 then redis.call('HDEL', KEYS[1], unpack(expired, 1, math.min(#expired, 1000))) end
redis.call('HSET', KEYS[1], holder, string.format('%.0f', now + ARGV[2]))
return {OK, 0}
