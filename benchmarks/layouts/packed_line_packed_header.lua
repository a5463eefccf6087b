-- One field a line (quantity|price|position), all of the header in one field. The layout that was chosen.
-- ARGV: now, time to live, currency, line, quantity, unit price, greatest number of lines, greatest quantity
local cart, now, ttl = KEYS[1], ARGV[1], ARGV[2]
local stored = redis.call('HMGET', cart, 'm', ARGV[4])
local state, version, lines, sequence, refreshed, currency = 'o', 0, 0, 0, 0, ARGV[3]
if stored[1] then
  state, version, lines, sequence, refreshed, currency = string.match(stored[1], '^(%a)|(%d+)|(%d+)|(%d+)|(%d+)|(%a+)$')
end
if state ~= 'o' then return {5} end
if currency ~= ARGV[3] then return {9} end
local quantity, position = ARGV[5] + 0, nil
if stored[2] then
  local held, place = string.match(stored[2], '^(%d+)|[^|]+|(%d+)$')
  quantity, position = quantity + held, place
else
  lines, sequence = lines + 1, sequence + 1
  position = sequence
  if lines > tonumber(ARGV[7]) then return {12} end
end
if quantity > tonumber(ARGV[8]) then return {11} end
version = version + 1
local stale = (now - refreshed) * 100 >= ttl + 0
if stale then refreshed = now end
local line = quantity .. '|' .. ARGV[6] .. '|' .. position
redis.call('HSET', cart, 'm', state .. '|' .. version .. '|' .. lines .. '|' .. sequence .. '|' .. refreshed .. '|' .. currency,
  ARGV[4], line)
if stale then redis.call('EXPIRE', cart, ttl) end
return {0, version, line}
