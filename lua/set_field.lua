-- set_field: sets or removes one field of the cart: its user (u), discount (d) or shipping option (s). A cart that does not exist is
-- not made by removing.
--
-- KEYS[1]   the cart
-- ARGV[1]   … ARGV[5]: as every mutation
-- ARGV[6]   field
-- ARGV[7]   value; empty removes the field
-- ARGV[8]   1 if a value that is there already is to be refused; empty if it is replaced
-- Returns   {OK, version, lines, units}
-- Refuses   as every mutation; {DISCOUNT_APPLIED, version}
-- Cost      one HMGET, one HSET; HDEL to remove; EXPIRE once in a hundredth of the time to live; three more with an operation

local field, value = ARGV[6], ARGV[7]
local stored, answer = open(field)
if answer then return answer end
if ARGV[8] == '1' and stored[2] then return {DISCOUNT_APPLIED, version} end

if value ~= '' then
  commit(field, value)
elseif exists then
  redis.call('HDEL', cart, field)
  commit()
end
return {OK, version, lines, units}
