-- Gives the lease to who asks, if nobody has it. Says whose it is then, with the fencing token, and for how long.
-- KEYS lease, fence
-- ARGV holder, ms
local held = redis.call('GET', KEYS[1])
if not held then
    held = redis.call('INCR', KEYS[2]) .. ' ' .. ARGV[1]
    redis.call('SET', KEYS[1], held, 'PX', ARGV[2])
    return {1, held, tonumber(ARGV[2])}
end
return {0, held, redis.call('PTTL', KEYS[1])}
