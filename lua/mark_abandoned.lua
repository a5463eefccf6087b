-- mark_abandoned: marks a cart as abandoned if it has not changed since it was listed. The mark holds until the next change.
--
-- KEYS[1]   the cart
-- ARGV[1]   terms
-- ARGV[2]   version that was listed
-- ARGV[3]   last change that was listed, s: a cart that was deleted and made again can have the same version
-- Returns   {OK, version}
-- Refuses   CART_NOT_FOUND; VERSION_MISMATCH with the version: the cart has changed, takes no changes, has no lines, or is marked already
-- Cost      two HGET, one HSET

-- @include _prelude

if not exists then return {CART_NOT_FOUND, 0} end
local mark = struct.pack(NUMBERS, version, changed)
local isAsListed = version == ARGV[2] + 0 and changed == ARGV[3] + 0
if not isAsListed or state ~= 'o' or lines == 0 or redis.call('HGET', cart, 'a') == mark then return {VERSION_MISMATCH, version} end

redis.call('HSET', cart, 'a', mark)
return {OK, version}
