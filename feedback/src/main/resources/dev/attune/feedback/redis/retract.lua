-- Takes a judgement back: a last revision that says so, counts undone, one event. All of it or nothing.
-- KEYS once, erased, judgement, user's judgements, user's counts, counts, events
-- ARGV digest of the body, once ttl ms, most revisions, judgement id, rest of the event
local body, id = ARGV[1], ARGV[4]

local before = redis.call('GET', KEYS[1])
if before then
    local said, judgement, revision, at = string.match(before, '^(%S+) (%S+) (%S+) (%S+)$')
    if said ~= body then
        return {'conflict'}
    end
    return {'replayed', judgement, revision, at}
end
if redis.call('EXISTS', KEYS[2]) == 1 then
    return {'erased'}
end
local text = redis.call('LINDEX', KEYS[3], -1)
if not text then
    return {'unknown', id}
end
if not redis.call('ZSCORE', KEYS[4], id) then
    return {'foreign', id}
end
local last = cjson.decode(text)
if last.feedback.kind == 'retraction' then
    local at = string.format('%.0f', last.atMs)
    -- The key is spent all the same: sent again after a new judgement, it must not take that one back.
    redis.call('SET', KEYS[1], body .. ' ' .. id .. ' ' .. last.revision .. ' ' .. at, 'PX', ARGV[2])
    return {'replayed', id, tostring(last.revision), at}
end
local revision = last.revision + 1
if revision > tonumber(ARGV[3]) + 1 then
    return {'revisions'}
end

local now = redis.call('TIME')
local at = now[1] .. string.format('%03d', math.floor(now[2] / 1000))
redis.call('SET', KEYS[1], body .. ' ' .. id .. ' ' .. revision .. ' ' .. at, 'PX', ARGV[2])
for _, name in ipairs(last.tally) do
    redis.call('HINCRBY', KEYS[5], name, -1)
    redis.call('HINCRBY', KEYS[6], name, -1)
    for _, version in ipairs(last.versions) do
        redis.call('HINCRBY', KEYS[6], 'version:' .. version .. ':' .. name, -1)
    end
end
redis.call('RPUSH', KEYS[3], '{"judgementId":"' .. id .. '","revision":' .. revision .. ',"atMs":' .. at
    .. ',"tally":[],"versions":[]' .. ARGV[5])
redis.call('ZADD', KEYS[4], at, id)
redis.call('XADD', KEYS[7], '*', 'j', id, 'r', revision)
return {'accepted', id, tostring(revision), at}
