-- Starts every script about a cart: reads the terms and the header, and opens or refuses the cart. README.md lists the fields of a cart, and
-- _layout.lua defines how they are packed. In the header, the state is o (open), f (frozen for a checkout), d (ordered), m (being
-- merged), x (merged) or z (deleted). The owner is u (a user), - (no owner) or n (no owner, and the guest who started the cart has not
-- come back yet).
--
-- The settings of the store come before it: CURRENCY, MAX_LINES, MAX_QUANTITY; lifetimes and the step in which they move, in s:
-- GUEST_TTL, USER_TTL, EMPTY_TTL, STEP, NEW_TTL; the operations that a cart remembers: OPERATION_TTL (s), MAX_OPERATIONS. Every script has
-- the same first argument:
--   ARGV[1]  terms, packed: now (s; for expiries only, so the caller's clock is accurate enough), expected version (ANY_VERSION for
--            any), and a sum of flags: 1 if the cart must exist, 2 if only a cart of the shopper or without an owner may be opened, 4 if
--            the cart must already be the shopper's, 8 if an operation is named, 16 if a new cart starts at a version, 32 if an existing
--            cart without an owner may be joined only within 30 s after its creation, 64 if the request had no session. Then follow, if
--            named, the operation (16 characters of id and 11 of fingerprint), the shopper's user id, and the version at which a new cart
--            starts (4 bytes). A change by a user makes the user the owner of a cart without one
--
-- Refuses  CART_NOT_FOUND OPERATION_REUSED CHECKOUT_IN_PROGRESS CHECKOUT_LAPSED ORDERED MERGE_IN_PROGRESS MERGED
--          VERSION_MISMATCH; what adds amounts also CURRENCY_MISMATCH

-- @include _statuses

local cart = KEYS[1]
local now, expected, terms = struct.unpack(TERMS, ARGV[1])
local operation = terms % 16 >= 8 and string.sub(ARGV[1], 13, 39) or ''
local user = string.sub(ARGV[1], operation == '' and 13 or 40, terms % 32 >= 16 and -5 or -1)

local exists = redis.call('HGET', cart, 'm')
local state, owner, currency, version, created, changed, watched, units, lines, sequence = 'o', '-', CURRENCY, 0, now, 0, 0, 0, 0, 0
if exists then
  state, owner, currency, version, created, changed, watched, units, lines, sequence = struct.unpack(HEADER, exists)
elseif terms % 32 >= 16 then
  version = struct.unpack(NUMBER, string.sub(ARGV[1], -4))
end
local is_new = owner == 'n' or (not exists and terms >= 64)
if owner == 'n' then owner = '-' end
local binds = owner == '-' and user ~= ''

local function header()
  local kind = is_new and owner == '-' and 'n' or owner
  return struct.pack(HEADER, state, kind, currency, version, created, changed, watched, units, lines, sequence)
end
local function lifetime()
  local usual = lines == 0 and EMPTY_TTL or owner == 'u' and USER_TTL or GUEST_TTL
  return is_new and math.min(NEW_TTL, usual) or usual
end
local lifetime_before, lines_before = lifetime(), lines

-- Returns the answer for a cart that takes no changes: who holds it, and for how long.
local function closed()
  if state == 'd' then return {ORDERED, version, redis.call('HGET', cart, 'p')} end
  if state == 'm' then return {MERGE_IN_PROGRESS, version, redis.call('HGET', cart, 'g')} end
  if state == 'x' then return {MERGED, version, redis.call('HGET', cart, 'g')} end
  if state == 'z' then return {CART_NOT_FOUND, version} end
  local fence, deadline = string.match(redis.call('HGET', cart, 'f'), '^(%d+)|(%d+)$')
  local time = redis.call('TIME')
  local remaining = deadline - (time[1] * 1000 + math.floor(time[2] / 1000))
  if remaining > 0 then return {CHECKOUT_IN_PROGRESS, version, fence, remaining} end
  return {CHECKOUT_LAPSED, version, fence, 0}
end

-- Returns the refusal of a change, or its replay with the named lines as they are now; nothing if the change may be made.
local function open(...)
  if not exists and terms % 2 == 1 then return {CART_NOT_FOUND, 0} end
  if owner == 'u' and terms % 4 >= 2 and redis.call('HGET', cart, 'u') ~= user then return {CART_NOT_FOUND, 0} end
  if owner == '-' and exists and terms % 64 >= 32 and created + 30 < now then return {CART_NOT_FOUND, 0} end
  if owner ~= 'u' and terms % 8 >= 4 and state ~= 'z' then return {CART_NOT_FOUND, 0} end
  if operation ~= '' then
    local known = redis.call('HGET', cart, 'o' .. string.sub(operation, 1, 16))
    if known and string.sub(known, 1, 11) == string.sub(operation, 17) then
      local answer = {}
      for i, name in ipairs({...}) do
        local line = redis.call('HGET', cart, name)
        answer[i] = line and '=' .. line or '.'
      end
      return {REPLAYED, header() .. table.concat(answer, '\n')}
    end
    if known then return {OPERATION_REUSED, version} end
  end
  if state ~= 'o' then return closed() end
  if expected ~= ANY_VERSION and expected ~= version then return {VERSION_MISMATCH, version} end
  if lines == 0 then currency = CURRENCY end
end

-- Returns the refusal of a change that adds amounts in the shop's currency to lines in another currency; false if it may be made.
local function foreign() return currency ~= CURRENCY and {CURRENCY_MISMATCH, version} end
