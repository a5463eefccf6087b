-- remove_line: removes one line.
--
-- KEYS[1]   the cart
-- ARGV[1]   … ARGV[5]: as every mutation
-- ARGV[6]   line
-- Returns   {OK, version, lines, units, - and the line as it was}
-- Refuses   as every mutation; {LINE_NOT_FOUND, version, line}
-- Cost      one HMGET, one HDEL, one HSET; EXPIRE once in a hundredth of the time to live; three more calls with an operation

local stored, answer = open(ARGV[6])
if answer then return answer end
if not stored[2] then return {LINE_NOT_FOUND, version, ARGV[6]} end

lines, units = lines - 1, units - string.match(stored[2], '^%d+')
redis.call('HDEL', cart, ARGV[6])
commit()
return {OK, version, lines, units, '-' .. stored[2]}
