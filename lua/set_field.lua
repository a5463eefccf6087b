-- set_field: sets or removes one field of the cart: its user (u), discount (d) or shipping option (s). Removing a field does not create
-- a cart, unless an operation is named, which an empty cart then remembers.
--
-- KEYS[1]   the cart
-- ARGV[1]   terms
-- ARGV[2]   field
-- ARGV[3]   value; empty removes the field
-- ARGV[4]   1 if another value that is there is refused; empty if it is replaced
-- ARGV[5]   the value that is replaced all the same; empty for none
-- Returns   header
-- Refuses   as every mutation; {DISCOUNT_APPLIED, version}; {CURRENCY_MISMATCH, version}: a discount or a shipping option
-- Cost      one HGET, one HSET; HDEL to remove; EXPIRE once in a step; three more calls with an operation

-- @include _prelude
-- @include _commit

local field, value = ARGV[2], ARGV[3]
local answer = open() or field ~= 'u' and value ~= '' and foreign()
if answer then return answer end
local held = ARGV[4] == '1' and redis.call('HGET', cart, field)
if held and held ~= value and held ~= ARGV[5] then return {DISCOUNT_APPLIED, version} end

if field == 'u' then owner, binds = value ~= '' and 'u' or '-', false end
if value ~= '' then
  commit(field, value)
elseif exists or operation ~= '' then
  redis.call('HDEL', cart, field)
  commit()
end
return header()
