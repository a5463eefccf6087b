-- What every cart script starts with: how a cart is stored, and how a script opens, refuses and commits it. README.md has the whole.
--
-- A cart is one hash. Its fields:
--   m          header, packed: state, owner, currency, version, created, changed, watched, units, lines, sequence; the state is
--              o (open), f (frozen for a checkout), d (ordered), m (being merged) or x (merged); the owner is u (a user) or - (none)
--   u, d, s    the user who owns it, the discount that is applied, the shipping option
--   f, k, p    the last checkout: fence|end of its lease (ms); its operation; the order it became: order or order|successor
--   g          the merge that takes the cart: target|strategy
--   g<cart>    what became of the merge of that cart into this one: + it was taken over, for ever; -<version> refused up to there
--   r0 … r15   a ring of the last operations, by version modulo 16; o<operation> holds what each was asked for
--   w, a       padding that makes a hash table of a cart with many lines; the change after which it was told of as abandoned
--   7:42 …     a line, packed: quantity, position; then the unit price. Only a line's name starts with a digit
--
-- In front of it stand the settings of the store: CURRENCY, MAX_LINES, MAX_QUANTITY; lifetimes and the step in which they move, in s:
-- GUEST_TTL, USER_TTL, EMPTY_TTL, STEP. And every script has the same first argument:
--   ARGV[1]  terms, packed: now (s; for the expiry only, so the caller's clock will do), expected version (4294967295 for any), and the
--            sum of 1 if the cart must exist, 2 if only a cart of a shopper or of nobody does, 4 if an operation is named. Behind it
--            stand the operation (16 characters of id and 11 of fingerprint) and the shopper's user id, if they are named
--
-- Refuses  CART_NOT_FOUND OPERATION_REUSED CHECKOUT_IN_PROGRESS CHECKOUT_LAPSED ORDERED MERGE_IN_PROGRESS MERGED
--          VERSION_MISMATCH; what adds amounts also CURRENCY_MISMATCH

local cart = KEYS[1]
local now, expected, terms = struct.unpack('<I4I4I4', ARGV[1])
local operation = terms >= 4 and string.sub(ARGV[1], 13, 39) or ''

local exists = redis.call('HGET', cart, 'm')
local state, owner, currency, version, created, changed, watched, units, lines, sequence = 'o', '-', CURRENCY, 0, now, 0, 0, 0, 0, 0
if exists then
  state, owner, currency, version, created, changed, watched, units, lines, sequence = struct.unpack('<c1c1c3I4I4I4I4dI2I2', exists)
end

local function header()
  return struct.pack('<c1c1c3I4I4I4I4dI2I2', state, owner, currency, version, created, changed, watched, units, lines, sequence)
end
local function lifetime() return lines == 0 and EMPTY_TTL or owner == 'u' and USER_TTL or GUEST_TTL end
local lifetime_before, lines_before = lifetime(), lines

-- Answers for a cart that takes no changes: who holds it, and for how long.
local function closed()
  if state == 'd' then return {ORDERED, version, redis.call('HGET', cart, 'p')} end
  if state == 'm' then return {MERGE_IN_PROGRESS, version, redis.call('HGET', cart, 'g')} end
  if state == 'x' then return {MERGED, version, redis.call('HGET', cart, 'g')} end
  local fence, deadline = string.match(redis.call('HGET', cart, 'f'), '^(%d+)|(%d+)$')
  local time = redis.call('TIME')
  local remaining = deadline - (time[1] * 1000 + math.floor(time[2] / 1000))
  if remaining > 0 then return {CHECKOUT_IN_PROGRESS, version, fence, remaining} end
  return {CHECKOUT_LAPSED, version, fence, 0}
end

-- Returns the refusal of a change, or its replay with the named lines as they are now; nothing if the change may be made.
local function open(...)
  if not exists and terms % 2 == 1 then return {CART_NOT_FOUND, 0} end
  if owner == 'u' and terms % 4 >= 2 and redis.call('HGET', cart, 'u') ~= string.sub(ARGV[1], operation == '' and 13 or 40) then
    return {CART_NOT_FOUND, 0}
  end
  if operation ~= '' then
    local fingerprint = redis.call('HGET', cart, 'o' .. string.sub(operation, 1, 16))
    if fingerprint == string.sub(operation, 17) then
      local answer = {}
      for i, name in ipairs({...}) do
        local line = redis.call('HGET', cart, name)
        answer[i] = line and '=' .. line or '.'
      end
      return {REPLAYED, header() .. table.concat(answer, '\n')}
    end
    if fingerprint then return {OPERATION_REUSED, version} end
  end
  if state ~= 'o' then return closed() end
  if expected ~= 4294967295 and expected ~= version then return {VERSION_MISMATCH, version} end
  if lines == 0 then currency = CURRENCY end
end

-- Returns the refusal of a change that brings amounts in the shop's currency into a cart with lines in another; false if it may be made.
local function foreign() return currency ~= CURRENCY and {CURRENCY_MISMATCH, version} end

local function remember()
  local id, slot = string.sub(operation, 1, 16), string.format('r%d', version % 16)
  local oldest = redis.call('HGET', cart, slot)
  redis.call('HSET', cart, slot, id, 'o' .. id, string.sub(operation, 17))
  if oldest and oldest ~= id then redis.call('HDEL', cart, 'o' .. oldest) end
end

-- A position has 16 bits: before they are used up, the lines that are left are numbered anew, in their order.
local function renumber()
  local fields, placed = redis.call('HGETALL', cart), {}
  for i = 1, #fields, 2 do
    if string.find(fields[i], '^%d') then
      local quantity, position = struct.unpack('<I4I2', fields[i + 1])
      placed[#placed + 1] = {position, fields[i], quantity, string.sub(fields[i + 1], 7)}
    end
  end
  table.sort(placed, function(left, right) return left[1] < right[1] end)
  for i, line in ipairs(placed) do
    redis.call('HSET', cart, line[2], struct.pack('<I4I2c0', line[3], i, line[4]))
  end
  sequence = #placed
  redis.call('HSET', cart, 'm', header())
end

-- Writes the named fields (name, value, …) with the next version, and sets the expiry if it is another than before.
local function commit(...)
  local lifetime_now = lifetime()
  local stale = changed - changed % STEP ~= now - now % STEP or lifetime_now ~= lifetime_before
  version, changed = version + 1, now
  redis.call('HSET', cart, 'm', header(), ...)
  if operation ~= '' then remember() end
  -- A value of more than 64 bytes makes a hash table of the hash, in which a line is found without looking at all before it.
  if lines > 64 and lines_before <= 64 then redis.call('HSET', cart, 'w', string.rep('.', 65)) end
  if sequence > 60000 then renumber() end
  if stale then redis.call('EXPIRE', cart, string.format('%d', lifetime_now + STEP - now % STEP)) end
end
local function remove_lines()
  local names = {}
  for _, name in ipairs(redis.call('HKEYS', cart)) do
    if string.find(name, '^%d') then names[#names + 1] = name end
  end
  if #names > 0 then redis.call('HDEL', cart, unpack(names)) end
  lines, units = 0, 0
end
