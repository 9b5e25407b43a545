-- Keeps the lease for longer, or gives it back (0 ms), if nobody took it since. One that ran out while Redis was away is had again.
-- KEYS lease, fence
-- ARGV fencing token, lease as it was given, ms
if redis.call('GET', KEYS[2]) ~= ARGV[1] then
    return {0}
end
if ARGV[3] == '0' then
    redis.call('DEL', KEYS[1])
else
    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
end
return {1}
