-- set_lines: sets the quantity, the price or both of lines, and the discount if one is given, all or nothing. Quantity 0 removes
-- the line.
--
-- KEYS[1]   the cart
-- ARGV[1]   … ARGV[5]: as every mutation
-- ARGV[6]   greatest number of lines
-- ARGV[7]   1 if a missing line is to be made, for which quantity and price must be given; empty if it is refused
-- ARGV[8]   code of the discount that takes the place of the one applied; empty to keep that
-- ARGV[9]   … in threes: line, quantity or empty to keep it, unit price or empty to keep it. No line twice
-- Returns   {OK, version, lines, units, line as it is now, behind a + if it is new; or - and the line as it was before it was
--           removed, …}
-- Refuses   as every mutation; {LINE_NOT_FOUND, version, line}; {TOO_MANY_LINES, version}
-- Cost      one HMGET, one HSET; HDEL if lines go; EXPIRE once in a hundredth of the time to live; three more with an operation

local max_lines, create = tonumber(ARGV[6]), ARGV[7] == '1'
local names = {}
for i = 9, #ARGV, 3 do names[#names + 1] = ARGV[i] end

local stored, answer = open(unpack(names))
if answer then return answer end

local writes, removed, reply, created = {}, {}, {OK, 0, 0, 0}, false
for i, name in ipairs(names) do
  local quantity, price, held = ARGV[3 * i + 7], ARGV[3 * i + 8], stored[i + 1]
  if not held and (not create or quantity == '' or quantity == '0' or price == '') then
    return {LINE_NOT_FOUND, version, name}
  end
  local held_quantity, held_price, place
  if held then
    held_quantity, held_price, place = string.match(held, '^(%d+)|([^|]+)|(%d+)$')
    units = units - held_quantity
  end
  if quantity == '0' then
    lines = lines - 1
    removed[#removed + 1], reply[i + 4] = name, '-' .. held
  else
    local position, mark = place, ''
    if held then
      if quantity == '' then quantity = held_quantity end
      if price == '' then price = held_price end
    else
      lines, sequence, created = lines + 1, sequence + 1, true
      position, mark = sequence, '+'
    end
    units = units + quantity
    local line = quantity .. '|' .. price .. '|' .. position
    writes[#writes + 1] = name
    writes[#writes + 1] = line
    reply[i + 4] = mark .. line
  end
end
if created and lines + 0 > max_lines then return {TOO_MANY_LINES, version} end

if ARGV[8] ~= '' then
  writes[#writes + 1] = 'd'
  writes[#writes + 1] = ARGV[8]
end
if #removed > 0 then redis.call('HDEL', cart, unpack(removed)) end
commit(unpack(writes))
reply[2], reply[3], reply[4] = version, lines, units
return reply
