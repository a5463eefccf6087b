-- Two fields a line (quantity by HINCRBY, price|position beside it), all of the header in one field.
-- ARGV: now, time to live, currency, line, quantity, unit price, greatest number of lines, greatest quantity
local cart, now, ttl = KEYS[1], ARGV[1], ARGV[2]
local beside = 'p' .. ARGV[4]
local stored = redis.call('HMGET', cart, 'm', ARGV[4], beside)
local state, version, lines, sequence, refreshed, currency = 'o', 0, 0, 0, 0, ARGV[3]
if stored[1] then
  state, version, lines, sequence, refreshed, currency = string.match(stored[1], '^(%a)|(%d+)|(%d+)|(%d+)|(%d+)|(%a+)$')
end
if state ~= 'o' then return {5} end
if currency ~= ARGV[3] then return {9} end
if (stored[2] or 0) + ARGV[5] > tonumber(ARGV[8]) then return {11} end
local position
if stored[3] then
  position = string.match(stored[3], '%d+$')
else
  lines, sequence = lines + 1, sequence + 1
  position = sequence
  if lines > tonumber(ARGV[7]) then return {12} end
end
version = version + 1
local stale = (now - refreshed) * 100 >= ttl + 0
if stale then refreshed = now end
local quantity = redis.call('HINCRBY', cart, ARGV[4], ARGV[5])
redis.call('HSET', cart, 'm', state .. '|' .. version .. '|' .. lines .. '|' .. sequence .. '|' .. refreshed .. '|' .. currency,
  beside, ARGV[6] .. '|' .. position)
if stale then redis.call('EXPIRE', cart, ttl) end
return {0, version, quantity}
