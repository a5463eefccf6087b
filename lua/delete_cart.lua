-- delete_cart: deletes a cart if it has not changed since it was listed, and if no checkout or merge holds it. A live cart leaves a
-- tombstone, so that its id is never reused and versions continue from its own.
--
-- KEYS[1]   the cart
-- ARGV[1]   terms
-- ARGV[2]   version that was listed
-- ARGV[3]   last change that was listed, s: a cart that was deleted and made again can have the same version
-- ARGV[4]   time to live of the tombstone, s
-- Returns   {OK, version}
-- Refuses   CART_NOT_FOUND, VERSION_MISMATCH, CHECKOUT_IN_PROGRESS and MERGE_IN_PROGRESS with the version
-- Cost      one HGET, one DEL; for a live cart one HKEYS, two HDEL, one HSET and one EXPIRE instead

-- @include _prelude
-- @include _commit

if not exists or state == 'z' then return {CART_NOT_FOUND, version} end
if version ~= ARGV[2] + 0 or changed ~= ARGV[3] + 0 then return {VERSION_MISMATCH, version} end
if state == 'f' then return {CHECKOUT_IN_PROGRESS, version} end
if state == 'm' then return {MERGE_IN_PROGRESS, version} end

if state ~= 'o' then
  redis.call('DEL', cart)
  return {OK, version}
end

state, owner, version, changed = 'z', '-', version + 1, now
remove_lines()
redis.call('HDEL', cart, 'u', 'd', 's', 'f', 'k', 'g', 'n', 'a', 'w')
redis.call('HSET', cart, 'm', header())
redis.call('EXPIRE', cart, ARGV[4])
return {OK, version}
