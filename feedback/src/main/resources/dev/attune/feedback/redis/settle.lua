-- Ends the making of a reply: it is done and will be given again, or it was given up and the key is free. Does nothing if the place
-- has gone to another since.
-- KEYS once
-- ARGV digest of the body, name of the reply, ttl ms, or 0 to give it up
local mine = ARGV[1] .. ' ' .. ARGV[2]
if redis.call('GET', KEYS[1]) ~= mine .. ' pending 0' then
    return {0}
end
if ARGV[3] == '0' then
    redis.call('DEL', KEYS[1])
else
    redis.call('SET', KEYS[1], mine .. ' done 0', 'PX', ARGV[3])
end
return {1}
