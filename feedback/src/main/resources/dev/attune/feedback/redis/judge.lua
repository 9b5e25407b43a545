-- Records one judgement: once per idempotency key, only of answers that were shown to the user, as the next revision of what
-- the user said of them before, with its indexes, its counts and its event. All of it or nothing.
-- KEYS once, erased, judgement, user's judgements, user's counts, counts, events, completions
-- ARGV prefix, user, digest of the body, once ttl ms, most revisions, judgement id, rest of the event, '1' if one prompt is
--      asked for, number of counts, counts…, then for each answer: completion id, choice
local prefix, user, body, id = ARGV[1], ARGV[2], ARGV[3], ARGV[6]

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

local tally = {}
for i = 1, tonumber(ARGV[9]) do
    tally[i] = ARGV[9 + i]
end

local answers, owners, versions, seen, prompt = {}, {}, {}, {}, nil
for i = 10 + #tally, #ARGV, 2 do
    local completion = ARGV[i]
    local head = redis.call('GETRANGE', prefix .. 'completion:' .. completion, 0, 8191)
    local asked, version, choices, viewer, theirs = string.match(head, '^(%S+) (%S+) (%S+) (%S+) (%S+)\n')
    if not asked then
        if redis.call('ZSCORE', KEYS[8], completion) then
            return {'expired', completion}
        end
        return {'unknown', completion}
    end
    if viewer ~= user and redis.call('SISMEMBER', prefix .. 'shown:' .. completion, user) == 0 then
        return {'foreign', completion}
    end
    if tonumber(ARGV[i + 1]) >= tonumber(choices) then
        return {'unknown', completion .. '/' .. ARGV[i + 1]}
    end
    local left = tonumber(ARGV[i + 1])
    for each in string.gmatch(asked, '[^,]+') do
        asked, left = left >= 0 and each or asked, left - 1
    end
    if ARGV[8] == '1' and prompt and prompt ~= asked then
        return {'prompts', completion}
    end
    prompt = asked
    answers[#answers + 1] = completion
    for owner in string.gmatch(theirs, '[^,]+') do
        owners[#owners + 1] = {owner, completion}
    end
    if not seen[version] then
        seen[version] = true
        versions[#versions + 1] = version
    end
end

local revision = redis.call('LLEN', KEYS[3]) + 1
if revision > tonumber(ARGV[5]) then
    return {'revisions'}
end
local function count(tally, versions, by)
    for _, name in ipairs(tally) do
        redis.call('HINCRBY', KEYS[5], name, by)
        redis.call('HINCRBY', KEYS[6], name, by)
        for _, version in ipairs(versions) do
            redis.call('HINCRBY', KEYS[6], 'version:' .. version .. ':' .. name, by)
        end
    end
end

local now = redis.call('TIME')
local at = now[1] .. string.format('%03d', math.floor(now[2] / 1000))
-- The first write is one that a full Redis refuses, so that nothing follows it.
redis.call('SET', KEYS[1], body .. ' ' .. id .. ' ' .. revision .. ' ' .. at, 'PX', ARGV[4])
if revision > 1 then
    local last = cjson.decode(redis.call('LINDEX', KEYS[3], -1))
    count(last.tally, last.versions, -1)
end
count(tally, versions, 1)
local function list(words)
    return #words == 0 and '[]' or cjson.encode(words)
end
redis.call('RPUSH', KEYS[3], '{"judgementId":"' .. id .. '","revision":' .. revision .. ',"atMs":' .. at
    .. ',"owner":"' .. user .. '","tally":' .. list(tally) .. ',"versions":' .. list(versions)
    .. ',"completions":' .. list(answers) .. ARGV[7])
redis.call('ZADD', KEYS[4], at, id)
for _, completion in ipairs(answers) do
    redis.call('PERSIST', prefix .. 'completion:' .. completion)
    redis.call('PERSIST', prefix .. 'shown:' .. completion)
    redis.call('SADD', prefix .. 'judgements-of:' .. completion, id)
end
for _, pair in ipairs(owners) do
    redis.call('ZADD', prefix .. 'user:' .. pair[1] .. ':completions', '+inf', pair[2])
end
for _, version in ipairs(versions) do
    redis.call('SADD', prefix .. 'version:' .. version .. ':judgements', id)
end
redis.call('XADD', KEYS[7], '*', 'j', id, 'r', revision)
return {'accepted', id, tostring(revision), at}
