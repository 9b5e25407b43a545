-- Erases one user, a part at a time: some of the completions that hold their words, with everything said of those, then some of
-- what they said of others'. Says how many records it deleted and whether there are more.
-- KEYS erased, user's completions, user's judgements, user's counts, counts, completions
-- ARGV prefix, user, most at a time, hold ms, at ms
local prefix, user, most = ARGV[1], ARGV[2], tonumber(ARGV[3])
redis.call('SET', KEYS[1], ARGV[5], 'PX', ARGV[4])

-- A judgement goes out of its owner's index and counts, of all counts, and of the indexes of what it is about.
local function forget(id)
    local key = prefix .. 'judgement:' .. id
    local text = redis.call('LINDEX', key, -1)
    if not text then
        return 0
    end
    local last = cjson.decode(text)
    local first = cjson.decode(redis.call('LINDEX', key, 0))
    local owner = first.owner
    for _, name in ipairs(last.tally) do
        redis.call('HINCRBY', KEYS[5], name, -1)
        redis.call('HINCRBY', prefix .. 'user:' .. owner .. ':counts', name, -1)
        for _, version in ipairs(last.versions) do
            redis.call('HINCRBY', KEYS[5], 'version:' .. version .. ':' .. name, -1)
        end
    end
    for _, version in ipairs(first.versions) do
        redis.call('SREM', prefix .. 'version:' .. version .. ':judgements', id)
    end
    for _, completion in ipairs(first.completions) do
        redis.call('SREM', prefix .. 'judgements-of:' .. completion, id)
    end
    redis.call('ZREM', prefix .. 'user:' .. owner .. ':judgements', id)
    return redis.call('DEL', key)
end

local found = 0
for _, id in ipairs(redis.call('ZRANGE', KEYS[2], 0, most - 1)) do
    for _, judgement in ipairs(redis.call('SMEMBERS', prefix .. 'judgements-of:' .. id)) do
        found = found + forget(judgement)
    end
    local head = redis.call('GETRANGE', prefix .. 'completion:' .. id, 0, 8191)
    for owner in string.gmatch(string.match(head, '^[^\n]* (%S+)\n') or user, '[^,]+') do
        redis.call('ZREM', prefix .. 'user:' .. owner .. ':completions', id)
    end
    redis.call('ZREM', KEYS[2], id)
    redis.call('ZREM', KEYS[6], id)
    found = found + redis.call('DEL', prefix .. 'completion:' .. id)
    redis.call('DEL', prefix .. 'shown:' .. id, prefix .. 'judgements-of:' .. id)
end
for _, id in ipairs(redis.call('ZRANGE', KEYS[3], 0, most - 1)) do
    found = found + forget(id)
    redis.call('ZREM', KEYS[3], id)
end
local left = redis.call('ZCARD', KEYS[2]) + redis.call('ZCARD', KEYS[3])
if left == 0 then
    redis.call('DEL', KEYS[4])
end
return {found, left}
