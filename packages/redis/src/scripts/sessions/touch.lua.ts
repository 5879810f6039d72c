/**
 * One look at one session. Answers { 'live' }, { 'gone', reason or '' }, { 'expired', reason, value } or
 * { 'stale', fence }. One write a minute at most; a server that is full keeps the deadline where it is.
 * It runs for every request, so it makes no function that it does not need, and copies nothing out of INFO: see `prelude`.
 */
const look = `
local function look(sid, offset)
  local field = 's:' .. sid
  local found = redis.call('HMGET', KEYS[1], field, '#fence')
  local info = redis.call('INFO', 'replication')
  if not string.find(info, 'role:master', 1, true) then
    return redis.error_reply('READONLY sessions are decided by masters')
  end
  local value = found[1]
  if not value then
    local ended = redis.call('HGET', KEYS[1], 'x:' .. sid)
    return { 'gone', ended and string.match(ended, '^[%a_]+') or '' }
  end
  if not found[2] or not string.find(info, 'master_replid:' .. found[2] .. '\\r', 1, true) then
    return { 'stale', string.match(info, 'master_replid:(%w+)') }
  end
  local time = redis.call('TIME')
  local at = time[1] * 1000 + math.floor(time[2] / 1000) + offset
  local seen, ends, idle = string.match(value, '^(%d+)|(%d+)|(%d+)|')
  local unseen = at - seen
  local reason = at >= tonumber(ends) and 'absolute_timeout' or unseen >= tonumber(idle) and 'idle_timeout'
  if reason then
    redis.call('HDEL', KEYS[1], field)
    redis.pcall('HSET', KEYS[1], 'x:' .. sid, string.format('%s|%.0f', reason, at))
    return { 'expired', reason, value }
  end
  if unseen >= 60000 or unseen >= idle / 20 then
    redis.pcall('HSET', KEYS[1], field, string.format('%.0f', at) .. string.sub(value, #seen + 1))
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
