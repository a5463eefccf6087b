-- add_lines: puts units into lines, all or nothing. A line that exists gains the quantity and takes the price; a new one goes to
-- the end.
--
-- KEYS[1]   the cart
-- ARGV[1]   … ARGV[5]: as every mutation
-- ARGV[6]   greatest number of lines
-- ARGV[7]   greatest quantity of a line
-- ARGV[8]   … in threes: line, quantity to add, unit price. No line twice
-- Returns   {OK, version, lines, units, line as it is now, behind a + if it is new, …}
-- Refuses   as every mutation; {QUANTITY_LIMIT, version, line}; {TOO_MANY_LINES, version, line}
-- Cost      one HMGET, one HSET; EXPIRE once in a hundredth of the time to live; three more calls with an operation

local max_lines, max_quantity = tonumber(ARGV[6]), tonumber(ARGV[7])
local names = {}
for i = 8, #ARGV, 3 do names[#names + 1] = ARGV[i] end

local stored, answer = open(unpack(names))
if answer then return answer end

local writes, reply = {}, {OK, 0, 0, 0}
for i, name in ipairs(names) do
  local quantity, price, position, mark = ARGV[3 * i + 6] + 0, ARGV[3 * i + 7], nil, ''
  units = units + quantity
  if stored[i + 1] then
    local held, place = string.match(stored[i + 1], '^(%d+)|[^|]+|(%d+)$')
    quantity, position = quantity + held, place
  else
    lines, sequence = lines + 1, sequence + 1
    position, mark = sequence, '+'
    if lines > max_lines then return {TOO_MANY_LINES, version, name} end
  end
  if quantity > max_quantity then return {QUANTITY_LIMIT, version, name} end
  local line = quantity .. '|' .. price .. '|' .. position
  writes[2 * i - 1], writes[2 * i], reply[i + 4] = name, line, mark .. line
end

commit(unpack(writes))
reply[2], reply[3], reply[4] = version, lines, units
return reply
