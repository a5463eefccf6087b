-- refuse_merge: makes sure that an attempt to merge another cart into this one can never succeed any more, so that the other may be
-- opened again. Works in every state of the cart; the version stays.
--
-- KEYS[1]   the target
-- ARGV[1]   source
-- ARGV[2]   version of the source when it was sealed: the number of the attempt
-- Returns   {OK, version}; {REPLAYED, version} if the lines were taken over before, so that it is too late
-- Refuses   nothing
-- Cost      one HMGET, one HSET

local mark, attempt = 'g' .. ARGV[1], ARGV[2]
local stored = load(mark)
if stored[2] == '+' then return {REPLAYED, version} end
if exists and (not stored[2] or string.sub(stored[2], 2) + 0 < attempt + 0) then
  redis.call('HSET', cart, mark, '-' .. attempt)
end
return {OK, version}
