-- What every cart script starts with: how a cart is stored, and how a script opens, refuses and commits it. README.md has the whole.
--
-- A cart is one hash. Its fields:
--   m          header: state|version|lines|units|sequence|refreshed|currency; the state is o (open), f (frozen for a
--              checkout), d (ordered), m (being merged) or x (merged)
--   c, u, d, s when the cart was created (s), the user who owns it, the discount that is applied, the shipping option
--   f, k, p    the last checkout: fence|end of its lease (ms); its operation; the order it became: order or order|successor
--   g          the merge that takes the cart: target|strategy
--   g<cart>    what became of the merge of that cart into this one: + it was taken over, for ever; -<version> refused up to there
--   r0 … r15   a ring of the last operations, by version modulo 16; o<operation> holds what each was asked for
--   7:42 …     a line: quantity|unit price|position. Only a line's name starts with a digit
--
-- Every mutation has the same first arguments:
--   ARGV[1]  now, s: for the expiry only, so the caller's clock will do
--   ARGV[2]  time to live, s
--   ARGV[3]  currency of the prices
--   ARGV[4]  expected version or empty; behind a + if the cart must exist; before @user if only a cart of that user, or of nobody, does
--   ARGV[5]  operation: 16 characters of id and 11 of fingerprint; empty for none
--
-- Refuses  CART_NOT_FOUND OPERATION_REUSED CHECKOUT_IN_PROGRESS CHECKOUT_LAPSED ORDERED MERGE_IN_PROGRESS MERGED
--          VERSION_MISMATCH CURRENCY_MISMATCH

local OK, INVALID_QUANTITY, CART_NOT_FOUND, OPERATION_REUSED = 0, 1, 3, 4
local CHECKOUT_IN_PROGRESS, CHECKOUT_LAPSED, ORDERED = 5, 6, 7
local VERSION_MISMATCH, CURRENCY_MISMATCH, LINE_NOT_FOUND, QUANTITY_LIMIT, TOO_MANY_LINES = 8, 9, 10, 11, 12
local CART_EMPTY, FENCE_LOST, DISCOUNT_APPLIED, MERGE_IN_PROGRESS = 13, 14, 15, 16
local MERGED, MERGE_REFUSED, REPLAYED = 17, 18, 100

local cart = KEYS[1]
local exists, state, version, lines, units, sequence, refreshed, currency

-- Reads the header and the named fields; returns the fields' values, from the second on.
local function load(...)
  local stored = redis.call('HMGET', cart, 'm', ...)
  exists = stored[1]
  if exists then
    state, version, lines, units, sequence, refreshed, currency =
      string.match(stored[1], '^(%a)|(%d+)|(%d+)|(%d+)|(%d+)|(%d+)|(%a+)$')
  else
    state, version, lines, units, sequence, refreshed, currency = 'o', '0', '0', '0', '0', '0', ARGV[3]
  end
  return stored
end

local function header()
  return state .. '|' .. version .. '|' .. lines .. '|' .. units .. '|' .. sequence .. '|' .. refreshed .. '|' .. currency
end

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

-- Reads the cart for a mutation; returns the values of the named fields, from the second on, and the refusal or replay, if any.
local function open(...)
  local stored = load(...)
  local expected, operation = ARGV[4], ARGV[5]
  if string.sub(expected, 1, 1) == '+' then
    if not exists then return stored, {CART_NOT_FOUND, 0} end
    expected = string.sub(expected, 2)
  end
  local at = string.find(expected, '@', 1, true)
  if at then
    local owner = redis.call('HGET', cart, 'u')
    if owner and owner ~= string.sub(expected, at + 1) then return stored, {CART_NOT_FOUND, 0} end
    expected = string.sub(expected, 1, at - 1)
  end
  if operation ~= '' then
    local fingerprint = redis.call('HGET', cart, 'o' .. string.sub(operation, 1, 16))
    if fingerprint == string.sub(operation, 17) then
      local reply = {REPLAYED, version, lines, units}
      for i = 1, select('#', ...) do reply[i + 4] = stored[i + 1] or '' end
      return stored, reply
    end
    if fingerprint then return stored, {OPERATION_REUSED, version} end
  end
  if state ~= 'o' then return stored, closed() end
  if expected ~= '' and expected ~= version then return stored, {VERSION_MISMATCH, version} end
  if currency ~= ARGV[3] then return stored, {CURRENCY_MISMATCH, version} end
  return stored
end

local function remember(operation)
  local id, slot = string.sub(operation, 1, 16), 'r' .. version % 16
  local oldest = redis.call('HGET', cart, slot)
  redis.call('HSET', cart, slot, id, 'o' .. id, string.sub(operation, 17))
  if oldest and oldest ~= id then redis.call('HDEL', cart, 'o' .. oldest) end
end

-- Writes the named fields (name, value, …) with the next version. The expiry is set again once a hundredth of it has passed.
local function commit(...)
  local now, ttl = ARGV[1], ARGV[2]
  local idle = now - refreshed
  local stale = idle < 0 or idle * 100 >= ttl + 0
  if stale then refreshed = now end
  version = version + 1
  if exists then
    redis.call('HSET', cart, 'm', header(), ...)
  else
    redis.call('HSET', cart, 'm', header(), 'c', now, ...)
  end
  if ARGV[5] ~= '' then remember(ARGV[5]) end
  if stale then redis.call('EXPIRE', cart, ttl) end
end

local function remove_lines()
  local names = {}
  for _, name in ipairs(redis.call('HKEYS', cart)) do
    if string.find(name, '^%d') then names[#names + 1] = name end
  end
  if #names > 0 then redis.call('HDEL', cart, unpack(names)) end
  lines, units = 0, 0
end
