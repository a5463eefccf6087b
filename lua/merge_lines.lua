-- merge_lines: takes over the lines of another cart, exactly once: the source is marked here, and merging it again changes nothing.
-- The price of the source counts. Quantities above the limit are reduced to it. The discount and the shipping option are taken over
-- if the target has none. The version grows beyond the source's, so that a redirected shopper sees it grow.
--
-- KEYS[1]   the target
-- ARGV[1]   terms; without an operation
-- ARGV[2]   source
-- ARGV[3]   version of the source when it was sealed: the number of the attempt
-- ARGV[4]   strategy: add, replace or keep_higher
-- ARGV[5]   code of the source's discount; empty for none
-- ARGV[6]   id of the source's shipping option; empty for none
-- ARGV[7]   … in threes: line, quantity, unit price. No line twice. After them, if the stock limits the lines that gain units, the
--           maximum quantity of each, packed: 4 bytes, little-endian
-- Returns   header; behind it, parted by line feeds, = or + (if it is new), < if it was cut to the limit or the stock or * if both, and
--           the line as it is now, or ! for one that was cut to nothing, …; {REPLAYED, the same, with a . for a line that is gone}
-- Refuses   as every mutation; {MERGE_REFUSED, version}: the attempt was given up; {TOO_MANY_LINES, version};
--           {CURRENCY_MISMATCH, version}
-- Cost      two HGET and one for each line, one HSET; EXPIRE once in a step

-- @include _prelude
-- @include _commit

local most_notes = 20
local mark, attempt, strategy = 'g' .. ARGV[2], ARGV[3] + 0, ARGV[4]
local names, held = {}, {}
for i = 7, #ARGV, 3 do
  names[#names + 1] = ARGV[i]
  held[#held + 1] = redis.call('HGET', cart, ARGV[i])
end
local stock = #ARGV % 3 == 1 and table.remove(names)

-- The outcome of the merge takes precedence over later states of this cart.
local outcome, answers = redis.call('HGET', cart, mark), {}
if outcome == '+' then
  for i = 1, #names do answers[i] = held[i] and '=' .. held[i] or '.' end
  return {REPLAYED, header() .. table.concat(answers, '\n')}
end
if outcome and string.sub(outcome, 2) + 0 >= attempt then return {MERGE_REFUSED, version} end
local answer = open() or #names > 0 and foreign()
if answer then return answer end

local writes, notes = {mark, '+'}, {}
if ARGV[5] ~= '' and not redis.call('HGET', cart, 'd') then
  writes[3], writes[4] = 'd', ARGV[5]
end
if ARGV[6] ~= '' then
  local shipping = redis.call('HGET', cart, 's')
  if not shipping then
    writes[#writes + 1] = 's'
    writes[#writes + 1] = ARGV[6]
  elseif shipping ~= ARGV[6] then
    notes[1] = 's'
  end
end
for i, name in ipairs(names) do
  local quantity, before, position, is_new, is_cut = ARGV[3 * i + 5] + 0, 0, nil, not held[i], false
  if held[i] then
    before, position = struct.unpack(LINE, held[i])
    if strategy == 'add' then quantity = quantity + before end
    if strategy == 'keep_higher' then quantity = math.max(quantity, before) end
  end
  local greatest, why = MAX_QUANTITY, '%s\t%d\t<%d'
  local available = greatest
  if stock then
    local in_stock = struct.unpack(NUMBER, stock, 4 * i - 3)
    if math.max(in_stock, before) < greatest then
      greatest, available, why = math.max(in_stock, before), in_stock, '%s\t%d\t%d'
    end
  end
  if quantity > greatest then
    if #notes < most_notes then notes[#notes + 1] = string.format(why, name, quantity, available) end
    quantity, is_cut = greatest, true
  end
  if quantity == 0 then
    answers[i] = '!'
  else
    if is_new then
      lines, sequence = lines + 1, sequence + 1
      position = sequence
      if lines > MAX_LINES then return {TOO_MANY_LINES, version} end
    end
    units = units - before + quantity
    local line = struct.pack(PRICED_LINE, quantity, position, ARGV[3 * i + 6])
    writes[#writes + 1] = name
    writes[#writes + 1] = line
    answers[i] = (is_new and is_cut and '*' or is_new and '+' or is_cut and '<' or '=') .. line
  end
end

if attempt > version then version = attempt end
if #notes > 0 then
  writes[#writes + 1] = 'n'
  writes[#writes + 1] = struct.pack(NUMBER, version + 1) .. table.concat(notes, '\n')
end
commit(unpack(writes))
return header() .. table.concat(answers, '\n')
