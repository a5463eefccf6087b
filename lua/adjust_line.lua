-- adjust_line: changes the quantity of one line by so many units. Reaching 0 removes the line.
--
-- KEYS[1]   the cart
-- ARGV[1]   … ARGV[5]: as every mutation
-- ARGV[6]   line
-- ARGV[7]   units to add; to take away, if negative
-- ARGV[8]   greatest quantity of a line
-- Returns   {OK, version, lines, units, line as it is now; or - and the line as it was before it was removed}
-- Refuses   as every mutation; {LINE_NOT_FOUND, version, line}; {INVALID_QUANTITY, version, line}: below 0;
--           {QUANTITY_LIMIT, version, line}
-- Cost      one HMGET, one HSET; HDEL if the line goes; EXPIRE once in a hundredth of the time to live; three more with an operation

local name, delta = ARGV[6], ARGV[7] + 0
local stored, answer = open(name)
if answer then return answer end
if not stored[2] then return {LINE_NOT_FOUND, version, name} end

local held, rest = string.match(stored[2], '^(%d+)(|.+)$')
local quantity = held + delta
if quantity < 0 then return {INVALID_QUANTITY, version, name} end
if delta > 0 and quantity > ARGV[8] + 0 then return {QUANTITY_LIMIT, version, name} end

units = units + delta
if quantity == 0 then
  lines = lines - 1
  redis.call('HDEL', cart, name)
  commit()
  return {OK, version, lines, units, '-' .. stored[2]}
end
local line = quantity .. rest
commit(name, line)
return {OK, version, lines, units, line}
