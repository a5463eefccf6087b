-- bind_user: makes a user the cart's owner.
--
-- KEYS[1]   the cart
-- ARGV[1]   … ARGV[5]: as every mutation
-- ARGV[6]   user; empty unbinds
-- Returns   {OK, version}
-- Refuses   as every mutation
-- Cost      one HMGET, one HSET; HDEL to unbind; EXPIRE once in a hundredth of the time to live; three more with an operation

local _, answer = open()
if answer then return answer end

if ARGV[6] == '' then
  redis.call('HDEL', cart, 'u')
  commit()
else
  commit('u', ARGV[6])
end
return {OK, version}
