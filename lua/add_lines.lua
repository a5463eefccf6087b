-- add_lines: adds units to lines, all or nothing. An existing line gains the quantity and takes the price; a new line is added at the
-- end.
--
-- KEYS[1]   the cart
-- ARGV[1]   terms
-- ARGV[2]   … in threes: line, quantity to add, unit price. No line twice. After them, if the stock limits the lines, the maximum
--           quantity of each, packed: 4 bytes, little-endian
-- Returns   header; behind it, parted by line feeds, = or + (if it is new) and the line as it is now, …
-- Refuses   as every mutation; {CURRENCY_MISMATCH, version}; {TOO_MANY_LINES, version, line}; {QUANTITY_LIMIT or INSUFFICIENT_STOCK,
--           as the first line is, version, line, quantity that it would have, …}: all lines above the limit of a quantity or the stock
-- Cost      an HGET for the header and each line, one HSET; EXPIRE once in a step; three more calls with an operation

-- Fast path of add_lines: one existing line, an open cart that is the shopper's or stays without an owner, nothing to refuse. Everything
-- else falls through to the general rule below, which gives the same result for this case.
if #ARGV < 6 then
  local cart, name = KEYS[1], ARGV[2]
  local now, expected, terms = struct.unpack(TERMS, ARGV[1])
  local header, line = redis.call('HGET', cart, 'm'), redis.call('HGET', cart, name)
  if line and terms < 8 then
    local state, owner, currency, version, created, changed, watched, units, lines, sequence = struct.unpack(HEADER, header)
    local quantity, position = struct.unpack(LINE, line)
    local added = ARGV[3] + 0
    quantity = quantity + added
    local is_guests = owner == '-' and #ARGV[1] == 12
    if state == 'o' and currency == CURRENCY
      and (is_guests or owner == 'u' and (terms % 4 < 2 or redis.call('HGET', cart, 'u') == string.sub(ARGV[1], 13)))
      and (expected == ANY_VERSION or expected == version)
      and quantity <= MAX_QUANTITY and (not ARGV[5] or quantity <= struct.unpack(NUMBER, ARGV[5])) then
      header = struct.pack(HEADER, state, owner, currency, version + 1, created, now, watched, units + added, lines, sequence)
      line = struct.pack(PRICED_LINE, quantity, position, ARGV[4])
      redis.call('HSET', cart, 'm', header, name, line)
      if changed - changed % STEP ~= now - now % STEP then
        redis.call('EXPIRE', cart, string.format('%d', (is_guests and GUEST_TTL or USER_TTL) + STEP - now % STEP))
      end
      return header .. '=' .. line
    end
  end
end

-- @include _prelude
-- @include _commit
-- @include _excess

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
    before, position = struct.unpack(LINE, held)
    quantity = quantity + before
  else
    lines, sequence = lines + 1, sequence + 1
    position, mark = sequence, '+'
    if lines > MAX_LINES then return {TOO_MANY_LINES, version, name} end
  end
  if quantity > MAX_QUANTITY or stock and quantity > struct.unpack(NUMBER, stock, 4 * i - 3) then
    excess(excesses, name, quantity)
  else
    local line = struct.pack(PRICED_LINE, quantity, position, ARGV[3 * i + 1])
    writes[2 * i - 1], writes[2 * i], answers[i] = name, line, mark .. line
  end
end
if #excesses > 0 then return excesses end

commit(unpack(writes))
return header() .. table.concat(answers, '\n')
