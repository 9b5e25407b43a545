-- Puts an entry that no reader can take where a person finds it, and takes it from the group.
-- KEYS events, events set aside
-- ARGV group, entry, reason
redis.call('XADD', KEYS[2], 'MAXLEN', '~', 10000, '*', 'entry', ARGV[2], 'group', ARGV[1], 'reason', ARGV[3])
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
return {1}
