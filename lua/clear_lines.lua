-- clear_lines: removes all lines and keeps the cart. A cart that does not exist stays so.
--
-- KEYS[1]   the cart
-- ARGV[1]   … ARGV[5]: as every mutation
-- Returns   {OK, version}
-- Refuses   as every mutation
-- Cost      one HMGET, one HKEYS, one HDEL, one HSET; EXPIRE once in a hundredth of the time to live; three more with an operation

local _, answer = open()
if answer then return answer end
if not exists then return {OK, 0} end

local names = {}
for _, name in ipairs(redis.call('HKEYS', cart)) do
  if string.find(name, '^%d') then names[#names + 1] = name end
end
if #names > 0 then redis.call('HDEL', cart, unpack(names)) end
lines = 0
commit()
return {OK, version}
