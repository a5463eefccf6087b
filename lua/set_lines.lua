-- set_lines: sets the quantity, the price or both of lines, and the discount if one is given, all or nothing. Quantity 0 removes
-- the line.
--
-- KEYS[1]   the cart
-- ARGV[1]   terms
-- ARGV[2]   1 if a missing line is to be made, for which quantity and price must be given; empty if it is refused
-- ARGV[3]   code of the discount that takes the place of the one applied; empty to keep that
-- ARGV[4]   … in threes: line, quantity or empty to keep it, unit price or empty to keep it. No line twice
-- Returns   header; behind it, parted by line feeds, = or + (if it is new) and the line as it is now, or - and the line as it was
--           before it was removed, …
-- Refuses   as every mutation; {LINE_NOT_FOUND, version, line}; {TOO_MANY_LINES, version}; {CURRENCY_MISMATCH, version}: more units,
--           a price or a discount
-- Cost      an HGET for the header and each line, one HSET; HDEL if lines go; EXPIRE once in a step; three more calls with an operation

local create = ARGV[2] == '1'
local names = {}
for i = 4, #ARGV, 3 do names[#names + 1] = ARGV[i] end

local answer = open(unpack(names)) or ARGV[3] ~= '' and foreign()
if answer then return answer end

local writes, removed, answers, created_any = {}, {}, {}, false
for i, name in ipairs(names) do
  local quantity, price, held = ARGV[3 * i + 2], ARGV[3 * i + 3], redis.call('HGET', cart, name)
  if not held and (not create or quantity == '' or quantity == '0' or price == '') then
    return {LINE_NOT_FOUND, version, name}
  end
  local before, position = 0, nil
  if held then
    before, position = struct.unpack('<I4I2', held)
  end
  if quantity ~= '0' and (price ~= '' or quantity ~= '' and quantity + 0 > before) then
    local refusal = foreign()
    if refusal then return refusal end
  end
  if quantity == '0' then
    lines, units = lines - 1, units - before
    removed[#removed + 1], answers[i] = name, '-' .. held
  else
    local mark = '='
    if not held then
      lines, sequence, created_any = lines + 1, sequence + 1, true
      position, mark = sequence, '+'
    end
    if held and price == '' then price = string.sub(held, 7) end
    local after = quantity == '' and before or quantity + 0
    units = units - before + after
    local line = struct.pack('<I4I2c0', after, position, price)
    writes[#writes + 1] = name
    writes[#writes + 1] = line
    answers[i] = mark .. line
  end
end
if created_any and lines > MAX_LINES then return {TOO_MANY_LINES, version} end

if ARGV[3] ~= '' then
  writes[#writes + 1] = 'd'
  writes[#writes + 1] = ARGV[3]
end
if #removed > 0 then redis.call('HDEL', cart, unpack(removed)) end
commit(unpack(writes))
return header() .. table.concat(answers, '\n')
