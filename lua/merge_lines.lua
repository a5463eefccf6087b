-- merge_lines: takes over the lines of another cart, once for ever: the source is marked here, and merging it again changes nothing.
-- The price of the source counts. A quantity above the limit becomes the limit. The discount is taken over if there is none.
--
-- KEYS[1]   the target
-- ARGV[1]   … ARGV[5]: as every mutation; without an operation
-- ARGV[6]   source
-- ARGV[7]   version of the source when it was sealed: the number of the attempt
-- ARGV[8]   strategy: add, replace or keep_higher
-- ARGV[9]   greatest number of lines
-- ARGV[10]  greatest quantity of a line
-- ARGV[11]  code of the source's discount; empty for none
-- ARGV[12]  … in threes: line, quantity, unit price. No line twice
-- Returns   {OK, version, lines, units, line as it is now, behind a + if it is new, behind a < (after the +) if it was cut to the
--           limit, …}; {REPLAYED, version, lines, units, line as it is now or empty, …}
-- Refuses   as every mutation; {MERGE_REFUSED, version}: the attempt was given up; {TOO_MANY_LINES, version}
-- Cost      one HMGET, one HSET; EXPIRE once in a hundredth of the time to live

local mark, attempt, strategy = 'g' .. ARGV[6], tonumber(ARGV[7]), ARGV[8]
local max_lines, max_quantity = tonumber(ARGV[9]), tonumber(ARGV[10])
local names = {}
for i = 12, #ARGV, 3 do names[#names + 1] = ARGV[i] end

-- What became of the merge counts more than what became of this cart since.
local stored, answer = open(mark, 'd', unpack(names))
if stored[2] == '+' then
  local reply = {REPLAYED, version, lines, units}
  for i = 1, #names do reply[i + 4] = stored[i + 3] or '' end
  return reply
end
if stored[2] and string.sub(stored[2], 2) + 0 >= attempt then return {MERGE_REFUSED, version} end
if answer then return answer end

local writes, reply = {mark, '+'}, {OK, 0, 0, 0}
if ARGV[11] ~= '' and not stored[3] then
  writes[3], writes[4] = 'd', ARGV[11]
end
for i, name in ipairs(names) do
  local quantity, price, position, flags = ARGV[3 * i + 10] + 0, ARGV[3 * i + 11], nil, ''
  if stored[i + 3] then
    local held, place = string.match(stored[i + 3], '^(%d+)|[^|]+|(%d+)$')
    position, units = place, units - held
    if strategy == 'add' then quantity = quantity + held end
    if strategy == 'keep_higher' then quantity = math.max(quantity, held + 0) end
  else
    lines, sequence, flags = lines + 1, sequence + 1, '+'
    position = sequence
    if lines > max_lines then return {TOO_MANY_LINES, version} end
  end
  if quantity > max_quantity then quantity, flags = max_quantity, flags .. '<' end
  units = units + quantity
  local line = string.format('%.0f|', quantity) .. price .. '|' .. position
  writes[#writes + 1] = name
  writes[#writes + 1] = line
  reply[i + 4] = flags .. line
end

commit(unpack(writes))
reply[2], reply[3], reply[4] = version, lines, units
return reply
