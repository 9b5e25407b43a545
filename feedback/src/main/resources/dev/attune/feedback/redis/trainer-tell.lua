-- The trainer's status and events, taken only from who was the last to get the lease.
-- KEYS fence, status, events
-- ARGV fencing token, status or empty, event or empty, most events
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
    return {0}
end
if ARGV[2] ~= '' then
    redis.call('SET', KEYS[2], ARGV[2])
end
if ARGV[3] ~= '' then
    redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[4], '*', 'e', ARGV[3])
end
return {1}
