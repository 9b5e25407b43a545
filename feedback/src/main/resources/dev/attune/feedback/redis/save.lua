-- Keeps a completion, unless somebody whose words are in it was erased.
-- KEYS completion, completions, erased(viewer)
-- ARGV prefix, id, viewer, head without owners, body, ttl ms, made at ms, remember since ms, id it is an alternative to or ''
local prefix, id, viewer, source = ARGV[1], ARGV[2], ARGV[3], ARGV[9]
if redis.call('EXISTS', KEYS[3]) == 1 then
    return {'erased'}
end
if redis.call('EXISTS', KEYS[1]) == 1 then
    return {'saved'}
end
local owners = {viewer}
if source ~= '' then
    local head = redis.call('GETRANGE', prefix .. 'completion:' .. source, 0, 8191)
    local prompt, theirs = string.match(head, '^(%S+) [^\n]* (%S+)\n')
    if not prompt then
        return {'unknown', source}
    end
    if not string.find(',' .. prompt .. ',', ',' .. string.match(ARGV[4], '^%S+') .. ',', 1, true) then
        return {'prompts', source}
    end
    for owner in string.gmatch(theirs, '[^,]+') do
        if owner ~= viewer then
            owners[#owners + 1] = owner
        end
    end
end
redis.call('SET', KEYS[1], ARGV[4] .. ' ' .. table.concat(owners, ',') .. '\n' .. ARGV[5], 'PX', ARGV[6])
redis.call('ZADD', KEYS[2], ARGV[7], id)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(' .. ARGV[8])
for _, owner in ipairs(owners) do
    local theirs = prefix .. 'user:' .. owner .. ':completions'
    redis.call('ZADD', theirs, ARGV[7], id)
    redis.call('ZREMRANGEBYSCORE', theirs, '-inf', '(' .. ARGV[7] - ARGV[6])
end
return {'saved'}
