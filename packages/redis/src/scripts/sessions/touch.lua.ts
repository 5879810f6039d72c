import { prelude } from "./prelude.lua.ts";

/**
 * One look at one session. Answers { 'live' }, { 'gone', reason or '' }, { 'expired', reason, value } or
 * { 'stale', fence }. One write a minute at most; a server that is full keeps the deadline where it is.
 */
const look = `${prelude}
local function look(sid, offset)
  local memory = fence()
  if not memory then return replica end
  local field = 's:' .. sid
  local found = redis.call('HMGET', KEYS[1], field, '#fence')
  local value = found[1]
  if not value then
    local ended = redis.call('HGET', KEYS[1], 'x:' .. sid)
    return { 'gone', ended and string.match(ended, '^[%a_]+') or '' }
  end
  if found[2] ~= memory then return { 'stale', memory } end
  local at = now(offset)
  local reason = timeout(value, at)
  if reason then
    redis.call('HDEL', KEYS[1], field)
    redis.pcall('HSET', KEYS[1], 'x:' .. sid, reason .. '|' .. text(at))
    return { 'expired', reason, value }
  end
  local seen, idle = string.match(value, '^(%d+)|%d+|(%d+)|')
  if at - tonumber(seen) >= math.min(60000, tonumber(idle) / 20) then
    redis.pcall('HSET', KEYS[1], field, text(at) .. string.sub(value, #seen + 1))
  end
  return { 'live' }
end
`;

/** ARGV session id, clock offset. */
export const touch: string = `${look}
return look(ARGV[1], ARGV[2])
`;

/**
 * The same, with the payload (KEYS[2], in the same slot) beside it: answers { look, payload or false }. What is gone has
 * none; what has expired still says whose it was.
 */
export const load: string = `${look}
local answer = look(ARGV[1], ARGV[2])
if answer['err'] then return answer end
if answer[1] == 'gone' then return { answer, false } end
return { answer, redis.call('GET', KEYS[2]) }
`;
