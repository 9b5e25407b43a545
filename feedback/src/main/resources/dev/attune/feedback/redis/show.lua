-- Lets another user judge a completion, for as long as it is there.
-- KEYS completion, shown, erased
-- ARGV user
if redis.call('EXISTS', KEYS[3]) == 1 then
    return {0}
end
local left = redis.call('PTTL', KEYS[1])
if left == -2 then
    return {0}
end
redis.call('SADD', KEYS[2], ARGV[1])
if left > 0 then
    redis.call('PEXPIRE', KEYS[2], left)
end
return {1}
