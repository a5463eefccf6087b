-- add_lines: puts units into lines, all or nothing. A line that exists gains the quantity and takes the price; a new one goes to
-- the end.
--
-- KEYS[1]   the cart
-- ARGV[1]   terms
-- ARGV[2]   … in threes: line, quantity to add, unit price. No line twice. Behind them, if the stock limits the lines, the greatest
--           quantity of each, packed: 4 bytes, little-endian
-- Returns   header; behind it, parted by line feeds, = or + (if it is new) and the line as it is now, …
-- Refuses   as every mutation; {CURRENCY_MISMATCH, version}; {TOO_MANY_LINES, version, line}; {QUANTITY_LIMIT or INSUFFICIENT_STOCK,
--           as the first line is, version, line, quantity that it would have, …}: all lines above the limit of a quantity or the stock
-- Cost      an HGET for the header and each line, one HSET; EXPIRE once in a step; three more calls with an operation

local names = {}
for i = 2, #ARGV, 3 do names[#names + 1] = ARGV[i] end
local stock = #ARGV % 3 == 2 and table.remove(names)

local answer = open(unpack(names)) or foreign()
if answer then return answer end

local writes, answers, excesses = {}, {}, {}
for i, name in ipairs(names) do
  local quantity, position, mark = ARGV[3 * i] + 0, nil, '='
  local held = redis.call('HGET', cart, name)
  units = units + quantity
  if held then
    local before
    before, position = struct.unpack('<I4I2', held)
    quantity = quantity + before
  else
    lines, sequence = lines + 1, sequence + 1
    position, mark = sequence, '+'
    if lines > MAX_LINES then return {TOO_MANY_LINES, version, name} end
  end
  if quantity > MAX_QUANTITY or stock and quantity > struct.unpack('<I4', stock, 4 * i - 3) then
    excess(excesses, name, quantity)
  else
    local line = struct.pack('<I4I2c0', quantity, position, ARGV[3 * i + 1])
    writes[2 * i - 1], writes[2 * i], answers[i] = name, line, mark .. line
  end
end
if #excesses > 0 then return excesses end

commit(unpack(writes))
return header() .. table.concat(answers, '\n')
