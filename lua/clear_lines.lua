-- clear_lines: removes all lines and keeps the cart, with its user, discount and shipping option. A cart that does not exist stays so.
--
-- KEYS[1]   the cart
-- ARGV[1]   … ARGV[5]: as every mutation
-- Returns   {OK, version, lines, units}
-- Refuses   as every mutation
-- Cost      one HMGET, one HKEYS, one HDEL, one HSET; EXPIRE once in a hundredth of the time to live; three more with an operation

local _, answer = open()
if answer then return answer end
if not exists then return {OK, 0, 0, 0} end

remove_lines()
commit()
return {OK, version, lines, units}
