-- adjust_line: changes the quantity of one line by so many units. Reaching 0 removes the line.
--
-- KEYS[1]   the cart
-- ARGV[1]   terms
-- ARGV[2]   line
-- ARGV[3]   units to add; to take away, if negative
-- Returns   header; behind it = and the line as it is now, or - and the line as it was before it was removed
-- Refuses   as every mutation; {LINE_NOT_FOUND, version, line}; {INVALID_QUANTITY, version, line}: below 0;
--           {QUANTITY_LIMIT, version, line}; {CURRENCY_MISMATCH, version}: more units
-- Cost      two HGET, one HSET; HDEL if the line goes; EXPIRE once in a step; three more calls with an operation

local name, delta = ARGV[2], ARGV[3] + 0
local answer = open(name) or delta > 0 and foreign()
if answer then return answer end
local held = redis.call('HGET', cart, name)
if not held then return {LINE_NOT_FOUND, version, name} end

local quantity, position = struct.unpack('<I4I2', held)
quantity = quantity + delta
if quantity < 0 then return {INVALID_QUANTITY, version, name} end
if delta > 0 and quantity > MAX_QUANTITY then return {QUANTITY_LIMIT, version, name} end

units = units + delta
if quantity == 0 then
  lines = lines - 1
  redis.call('HDEL', cart, name)
  commit()
  return header() .. '-' .. held
end
local line = struct.pack('<I4I2c0', quantity, position, string.sub(held, 7))
commit(name, line)
return header() .. '=' .. line
