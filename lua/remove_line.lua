-- remove_line: removes one line.
--
-- KEYS[1]   the cart
-- ARGV[1]   terms
-- ARGV[2]   line
-- Returns   header; behind it - and the line as it was
-- Refuses   as every mutation; {LINE_NOT_FOUND, version, line}
-- Cost      two HGET, one HDEL, one HSET; EXPIRE once in a step; three more calls with an operation

-- @include _prelude
-- @include _commit

local answer = open(ARGV[2])
if answer then return answer end
local held = redis.call('HGET', cart, ARGV[2])
if not held then return {LINE_NOT_FOUND, version, ARGV[2]} end

lines, units = lines - 1, units - struct.unpack(LINE, held)
redis.call('HDEL', cart, ARGV[2])
commit()
return header() .. '-' .. held
