-- Takes a place under an idempotency key for a reply that is yet to be made, or says what stands there.
-- KEYS once, erased
-- ARGV digest of the body, name of the reply, how long it may be in the making ms
local before = redis.call('GET', KEYS[1])
if before then
    local said, name, state = string.match(before, '^(%S+) (%S+) (%S+) %S+$')
    if said ~= ARGV[1] then
        return {'conflict', ''}
    end
    return {state == 'pending' and 'pending' or 'done', name}
end
if redis.call('EXISTS', KEYS[2]) == 1 then
    return {'erased', ''}
end
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2] .. ' pending 0', 'PX', ARGV[3])
return {'mine', ARGV[2]}
