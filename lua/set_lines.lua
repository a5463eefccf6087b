-- set_lines: sets the quantity, the price or both of lines, and the discount if one is given, all or nothing. Quantity 0 removes
-- the line.
--
-- KEYS[1]   the cart
-- ARGV[1]   terms
-- ARGV[2]   empty if a missing line is refused; 1 if it is made, for which a price must be given; 2 if, beside that, lines above the
--           limit of lines are left off
-- ARGV[3]   code of the discount that takes the place of the one applied; empty to keep that
-- ARGV[4]   … in threes: line; quantity, or empty to keep it (1 for a new line); unit price, or empty to keep it, or + and the price
--           for a line that gains units. No line twice. After them, if the stock limits the lines that gain units, the maximum
--           quantity of each, packed: 4 bytes, little-endian
-- Returns   header; behind it, parted by line feeds, = or + (if it is new) and the line as it is now, or - and the line as it was
--           before it was removed, or . for a line that was left off, …
-- Refuses   as every mutation; {LINE_NOT_FOUND, version, line}; {TOO_MANY_LINES, version}; {CURRENCY_MISMATCH, version}: more units,
--           a price or a discount; {QUANTITY_LIMIT or INSUFFICIENT_STOCK, as the first line is, version, line, quantity that it would
--           have, …}: all lines above the limit of a quantity or the stock
-- Cost      an HGET for the header and each line, one HSET; HDEL if lines go; EXPIRE once in a step; three more calls with an operation

-- @include _prelude
-- @include _commit
-- @include _excess

local create = ARGV[2] ~= ''
local names = {}
for i = 4, #ARGV, 3 do names[#names + 1] = ARGV[i] end
local stock = #ARGV % 3 == 1 and table.remove(names)

local answer = open(unpack(names)) or ARGV[3] ~= '' and foreign()
if answer then return answer end

local writes, removed, answers, excesses, created_any = {}, {}, {}, {}, false
for i, name in ipairs(names) do
  local quantity, price, held = ARGV[3 * i + 2], ARGV[3 * i + 3], redis.call('HGET', cart, name)
  if not held and (not create or quantity == '0' or price == '') then return {LINE_NOT_FOUND, version, name} end
  local before, position = 0, nil
  if held then
    before, position = struct.unpack(LINE, held)
  end
  local after = quantity ~= '' and quantity + 0 or held and before or 1
  if quantity ~= '0' and (after > before or price ~= '' and string.byte(price) ~= 43) then
    local refusal = foreign()
    if refusal then return refusal end
  end
  if not held and ARGV[2] == '2' and lines >= MAX_LINES then
    answers[i] = '.'
  elseif quantity == '0' then
    lines, units = lines - 1, units - before
    removed[#removed + 1], answers[i] = name, '-' .. held
  else
    local mark = '='
    if not held then
      lines, sequence, created_any = lines + 1, sequence + 1, true
      position, mark = sequence, '+'
    end
    if after > before and (after > MAX_QUANTITY or stock and after > struct.unpack(NUMBER, stock, 4 * i - 3)) then
      excess(excesses, name, after)
    end
    if string.byte(price) == 43 then price = after > before and string.sub(price, 2) or '' end
    if price == '' then price = string.sub(held, PRICE) end
    units = units - before + after
    local line = struct.pack(PRICED_LINE, after, position, price)
    writes[#writes + 1] = name
    writes[#writes + 1] = line
    answers[i] = mark .. line
  end
end
if created_any and lines > MAX_LINES then return {TOO_MANY_LINES, version} end
if #excesses > 0 then return excesses end

if ARGV[3] ~= '' then
  writes[#writes + 1] = 'd'
  writes[#writes + 1] = ARGV[3]
end
if #removed > 0 then redis.call('HDEL', cart, unpack(removed)) end
commit(unpack(writes))
return header() .. table.concat(answers, '\n')
