-- clear_lines: removes all lines and keeps the cart, with its user, discount and shipping option. A cart that does not exist is not
-- created, unless an operation is named, which an empty cart then remembers.
--
-- KEYS[1]   the cart
-- ARGV[1]   terms
-- Returns   header
-- Refuses   as every mutation
-- Cost      one HGET, one HKEYS, one HDEL, one HSET; EXPIRE once in a step; three more calls with an operation

-- @include _prelude
-- @include _commit

local answer = open()
if answer then return answer end
if not exists and operation == '' then return header() end

remove_lines()
commit()
return header()
