-- The yardstick: the least that a script can do to a line.
return redis.call('HINCRBY', KEYS[1], ARGV[4], ARGV[5])
