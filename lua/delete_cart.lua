-- delete_cart: deletes a cart if nothing has changed it since it was listed, and if it is not on its way to an order or into another
-- cart.
--
-- KEYS[1]   the cart
-- ARGV[1]   version that was listed
-- ARGV[2]   last change that was listed, s: a cart that was deleted and made again can have the same version
-- Returns   {OK, version}
-- Refuses   CART_NOT_FOUND, VERSION_MISMATCH, CHECKOUT_IN_PROGRESS and MERGE_IN_PROGRESS with the version
-- Cost      one HMGET, one DEL

load()
if not exists then return {CART_NOT_FOUND, 0} end
if version ~= ARGV[1] or refreshed ~= ARGV[2] then return {VERSION_MISMATCH, version} end
if state == 'f' then return {CHECKOUT_IN_PROGRESS, version} end
if state == 'm' then return {MERGE_IN_PROGRESS, version} end

redis.call('DEL', cart)
return {OK, version}
