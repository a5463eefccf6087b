-- refuse_merge: ensures that an attempt to merge another cart into this one can never succeed, so that the other cart may be reopened.
-- Works in every state of the cart; the version stays.
--
-- KEYS[1]   the target
-- ARGV[1]   terms
-- ARGV[2]   source
-- ARGV[3]   version of the source when it was sealed: the number of the attempt
-- Returns   {OK, version}; {REPLAYED, version} if the lines were taken over before, so that it is too late
-- Refuses   nothing
-- Cost      two HGET, one HSET

-- @include _prelude

local mark, attempt = 'g' .. ARGV[2], ARGV[3]
local outcome = redis.call('HGET', cart, mark)
if outcome == '+' then return {REPLAYED, version} end
if exists and (not outcome or string.sub(outcome, 2) + 0 < attempt + 0) then
  redis.call('HSET', cart, mark, '-' .. attempt)
end
return {OK, version}
