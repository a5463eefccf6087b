-- One field a line (quantity|price|position), one field for each part of the header.
-- ARGV: now, time to live, currency, line, quantity, unit price, greatest number of lines, greatest quantity
local cart, now, ttl = KEYS[1], ARGV[1], ARGV[2]
local stored = redis.call('HMGET', cart, 's', 'v', 'n', 'q', 't', 'y', ARGV[4])
local lines, sequence = tonumber(stored[3] or 0), tonumber(stored[4] or 0)
local version, refreshed = tonumber(stored[2] or 0) + 1, stored[5] or 0
if (stored[1] or 'o') ~= 'o' then return {5} end
if (stored[6] or ARGV[3]) ~= ARGV[3] then return {9} end
local quantity, position = ARGV[5] + 0, nil
if stored[7] then
  local held, place = string.match(stored[7], '^(%d+)|[^|]+|(%d+)$')
  quantity, position = quantity + held, place
else
  lines, sequence = lines + 1, sequence + 1
  position = sequence
  if lines > tonumber(ARGV[7]) then return {12} end
end
if quantity > tonumber(ARGV[8]) then return {11} end
local line = quantity .. '|' .. ARGV[6] .. '|' .. position
if stored[7] then
  redis.call('HSET', cart, 'v', version, ARGV[4], line)
else
  redis.call('HSET', cart, 's', 'o', 'v', version, 'n', lines, 'q', sequence, 'y', ARGV[3], ARGV[4], line)
end
if (now - refreshed) * 100 >= ttl + 0 then
  redis.call('HSET', cart, 't', now)
  redis.call('EXPIRE', cart, ttl)
end
return {0, version, line}
