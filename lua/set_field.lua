-- set_field: sets or removes one field of the cart: its user (u), discount (d) or shipping option (s). A cart that does not exist is
-- not made by removing.
--
-- KEYS[1]   the cart
-- ARGV[1]   terms
-- ARGV[2]   field
-- ARGV[3]   value; empty removes the field
-- ARGV[4]   1 if a value that is there already is to be refused; empty if it is replaced
-- Returns   header
-- Refuses   as every mutation; {DISCOUNT_APPLIED, version}
-- Cost      one HGET, one HSET; HDEL to remove; EXPIRE once in a step; three more calls with an operation

local field, value = ARGV[2], ARGV[3]
local answer = open()
if answer then return answer end
if ARGV[4] == '1' and redis.call('HGET', cart, field) then return {DISCOUNT_APPLIED, version} end

if field == 'u' then owner = value ~= '' and 'u' or '-' end
if value ~= '' then
  commit(field, value)
elseif exists then
  redis.call('HDEL', cart, field)
  commit()
end
return header()
