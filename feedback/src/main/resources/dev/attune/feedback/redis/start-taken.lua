-- The trainer has begun what was asked for up to now.
-- KEYS fence, control
-- ARGV fencing token
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
    return {0}
end
redis.call('HSET', KEYS[2], 'taken', redis.call('HGET', KEYS[2], 'starts') or '0')
return {1}
