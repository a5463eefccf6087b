-- adjust_line: increases or decreases the quantity of one line. Reaching 0 removes the line.
--
-- KEYS[1]   the cart
-- ARGV[1]   terms
-- ARGV[2]   line
-- ARGV[3]   units to add; negative to remove units
-- ARGV[4]   unit price that the line takes if units are added; empty to keep it
-- ARGV[5]   maximum quantity that the stock allows if units are added, packed: 4 bytes, little-endian; empty if it limits nothing
-- Returns   header; behind it = and the line as it is now, or - and the line as it was before it was removed
-- Refuses   as every mutation; {LINE_NOT_FOUND, version, line}; {INVALID_QUANTITY, version, line}: below 0;
--           {QUANTITY_LIMIT or INSUFFICIENT_STOCK, version, line, quantity that it would have}; {CURRENCY_MISMATCH, version}: more units
-- Cost      two HGET, one HSET; HDEL if the line goes; EXPIRE once in a step; three more calls with an operation

-- @include _prelude
-- @include _commit
-- @include _excess

local name, delta, price, stock = ARGV[2], ARGV[3] + 0, ARGV[4], ARGV[5]
local answer = open(name) or delta > 0 and foreign()
if answer then return answer end
local held = redis.call('HGET', cart, name)
if not held then return {LINE_NOT_FOUND, version, name} end

local quantity, position = struct.unpack(LINE, held)
quantity = quantity + delta
if quantity < 0 then return {INVALID_QUANTITY, version, name} end
if delta > 0 and (quantity > MAX_QUANTITY or stock ~= '' and quantity > struct.unpack(NUMBER, stock)) then
  local excesses = {}
  excess(excesses, name, quantity)
  return excesses
end

units = units + delta
if quantity == 0 then
  lines = lines - 1
  redis.call('HDEL', cart, name)
  commit()
  return header() .. '-' .. held
end
if delta < 0 or price == '' then price = string.sub(held, PRICE) end
local line = struct.pack(PRICED_LINE, quantity, position, price)
commit(name, line)
return header() .. '=' .. line
