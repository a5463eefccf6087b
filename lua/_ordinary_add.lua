-- What stands before the prelude in add_lines: the add that shops live on. Units go into one line that is there, of an open cart that
-- is the shopper's, or nobody's and stays so, and nothing is to be refused. That takes as few instructions as it can; all else goes on to the rule
-- behind it, which says the same of this case.

if #ARGV < 6 then
  local cart, name = KEYS[1], ARGV[2]
  local now, expected, terms = struct.unpack('<I4I4I4', ARGV[1])
  local header, line = redis.call('HGET', cart, 'm'), redis.call('HGET', cart, name)
  if line and terms < 8 then
    local kind, version, created, changed, watched, units, lines, sequence = struct.unpack('<c5I4I4I4I4dI2I2', header)
    local quantity, position = struct.unpack('<I4I2', line)
    local added = ARGV[3] + 0
    quantity = quantity + added
    local is_guests = kind == 'o-' .. CURRENCY and #ARGV[1] == 12
    local is_open = is_guests or kind == 'ou' .. CURRENCY and (terms % 4 < 2 or redis.call('HGET', cart, 'u') == string.sub(ARGV[1], 13))
    if is_open and (expected == 4294967295 or expected == version)
      and quantity <= MAX_QUANTITY and (not ARGV[5] or quantity <= struct.unpack('<I4', ARGV[5])) then
      header = struct.pack('<c5I4I4I4I4dI2I2', kind, version + 1, created, now, watched, units + added, lines, sequence)
      line = struct.pack('<I4I2c0', quantity, position, ARGV[4])
      redis.call('HSET', cart, 'm', header, name, line)
      if changed - changed % STEP ~= now - now % STEP then
        redis.call('EXPIRE', cart, string.format('%d', (is_guests and GUEST_TTL or USER_TTL) + STEP - now % STEP))
      end
      return header .. '=' .. line
    end
  end
end
