-- Follows the prelude in the scripts that add units. Refuses lines above the limit of a quantity or above the stock.
-- The refusal lists all of them, each with the quantity that it would have. The first one gives the status.

local function excess(refusal, name, quantity)
  if #refusal == 0 then refusal[1], refusal[2] = quantity > MAX_QUANTITY and QUANTITY_LIMIT or INSUFFICIENT_STOCK, version end
  refusal[#refusal + 1] = name
  refusal[#refusal + 1] = quantity
end
