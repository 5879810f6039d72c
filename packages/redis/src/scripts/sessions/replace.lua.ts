import { prelude } from "./prelude.lua.ts";

/** ARGV old session id, new session id, changed details, clock offset. Answers { 'replaced' }, { 'gone' } or { 'stale', fence }. */
export const replace: string = `${prelude}
local memory = fence()
if not memory then return replica end
local found = redis.call('HMGET', KEYS[1], 's:' .. ARGV[1], '#fence')
local value = found[1]
if not value then return { 'gone' } end
if found[2] ~= memory then return { 'stale', memory } end
local at = now(ARGV[4])
if timeout(value, at) then return { 'gone' } end
local fixed, json = string.match(value, '^%d+(|%d+|%d+|%d+|%w+|[^|]+|)(.*)$')
local details = cjson.decode(json)
for name, changed in pairs(cjson.decode(ARGV[3])) do details[name] = changed end
redis.call('HSET', KEYS[1], 's:' .. ARGV[2], text(at) .. fixed .. cjson.encode(details))
if ARGV[1] ~= ARGV[2] then redis.call('HDEL', KEYS[1], 's:' .. ARGV[1]) end
return { 'replaced' }
`;
