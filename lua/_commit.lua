-- Follows the prelude in the scripts that change lines or fields. Writes and remembers a change.

-- Writes the named fields (name, value, …) with the next version, and sets the expiry if it differs from the last one. It is a single
-- function, because every change would create a second one and few would call it.
local function commit(...)
  if binds then
    owner = 'u'
    redis.call('HSET', cart, 'u', user)
  end
  is_new = is_new and terms >= 64 and owner == '-'
  local lifetime_now = lifetime()
  local stale = changed - changed % STEP ~= now - now % STEP or lifetime_now ~= lifetime_before
  version, changed = version + 1, now
  redis.call('HSET', cart, 'm', header(), ...)

    -- Remembers the operation. Forgets at most two old ones, so that no single change pays for all of them.
  if operation ~= '' then
    local id, queue = string.sub(operation, 1, 16), redis.call('HGET', cart, 'q')
    local newest, forgotten = 0, 0
    if queue then newest, forgotten = struct.unpack(NUMBERS, queue) end
    newest = newest + 1
    local last = forgotten
    for number = forgotten + 1, math.min(forgotten + 2, newest - 1) do
      local slot = string.format('r%d', number)
      local oldest = redis.call('HGET', cart, slot)
      local record = oldest and redis.call('HGET', cart, 'o' .. oldest)
      local is_kept = record and #record == 15 and newest - number < MAX_OPERATIONS
        and struct.unpack(NUMBER, string.sub(record, 12)) + OPERATION_TTL > now
      if is_kept then break end
      redis.call('HDEL', cart, slot)
      if oldest then redis.call('HDEL', cart, 'o' .. oldest) end
      last = number
    end
    redis.call('HSET', cart, 'q', struct.pack(NUMBERS, newest, last), string.format('r%d', newest), id,
      'o' .. id, struct.pack(OPERATION, string.sub(operation, 17), now))
  end

    -- A value of more than 64 bytes turns the hash into a hash table, in which a line is found without a scan.
  if lines > 64 and lines_before <= 64 then redis.call('HSET', cart, 'w', string.rep('.', 65)) end

    -- A position has 16 bits. Before they are used up, the remaining lines are renumbered in their order.
  if sequence > 60000 then
    local fields, placed = redis.call('HGETALL', cart), {}
    for i = 1, #fields, 2 do
      if string.find(fields[i], '^%d') then
        local quantity, position = struct.unpack(LINE, fields[i + 1])
        placed[#placed + 1] = {position, fields[i], quantity, string.sub(fields[i + 1], PRICE)}
      end
    end
    table.sort(placed, function(left, right) return left[1] < right[1] end)
    for i, line in ipairs(placed) do
      redis.call('HSET', cart, line[2], struct.pack(PRICED_LINE, line[3], i, line[4]))
    end
    sequence = #placed
    redis.call('HSET', cart, 'm', header())
  end

  if stale then redis.call('EXPIRE', cart, string.format('%d', lifetime_now + (is_new and 0 or STEP - now % STEP))) end
end

local function remove_lines()
  local names = {}
  for _, name in ipairs(redis.call('HKEYS', cart)) do
    if string.find(name, '^%d') then names[#names + 1] = name end
  end
  if #names > 0 then redis.call('HDEL', cart, unpack(names)) end
  lines, units = 0, 0
end
