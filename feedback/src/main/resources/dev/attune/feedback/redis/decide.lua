-- Spends an idempotency key on an act that may be done twice without harm, and says which reply holds: the first that was made.
-- KEYS once
-- ARGV digest of the body, reply or '' if it is not made yet, ttl ms
local before = redis.call('GET', KEYS[1])
if before then
    local said, reply = string.match(before, '^(%S+) ?(.*)$')
    if said ~= ARGV[1] then
        return {'conflict', ''}
    end
    if reply ~= '' then
        return {'done', reply}
    end
end
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2], 'PX', ARGV[3])
return {'mine', ARGV[2]}
