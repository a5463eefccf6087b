-- add_lines: puts units into lines, all or nothing. A line that exists gains the quantity and takes the price; a new one goes to
-- the end.
--
-- KEYS[1]   the cart
-- ARGV[1]   terms
-- ARGV[2]   … in threes: line, quantity to add, unit price. No line twice
-- Returns   header; behind it, parted by line feeds, = or + (if it is new) and the line as it is now, …
-- Refuses   as every mutation; {CURRENCY_MISMATCH, version}; {QUANTITY_LIMIT, version, line}; {TOO_MANY_LINES, version, line}
-- Cost      an HGET for the header and each line, one HSET; EXPIRE once in a step; three more calls with an operation

local names = {}
for i = 2, #ARGV, 3 do names[#names + 1] = ARGV[i] end

local answer = open(unpack(names)) or foreign()
if answer then return answer end

local writes, answers = {}, {}
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
  if quantity > MAX_QUANTITY then return {QUANTITY_LIMIT, version, name} end
  local line = struct.pack('<I4I2c0', quantity, position, ARGV[3 * i + 1])
  writes[2 * i - 1], writes[2 * i], answers[i] = name, line, mark .. line
end

commit(unpack(writes))
return header() .. table.concat(answers, '\n')
