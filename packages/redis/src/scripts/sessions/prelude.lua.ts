/**
 * What every session script starts with. One hash a user, KEYS[1]:
 * `#fence` whose memory was last checked against the history, `#epoch` how often all sessions were ended,
 * `s:<session id>` = `seen|ends|idle|created|device type|handle|details` (milliseconds) for each live session,
 * `x:<session id>` = `reason|when` for those that ended lately.
 *
 * The fence is the replication id of the server: it changes when a server restarts and when another one takes over, and
 * with it goes the certainty that no revocation was lost. A replica must decide nothing at all. An epoch holds in one memory
 * only: what another one counted may have been lost, even of a user who had no session.
 */
export const prelude = `
local function fence()
  local info = redis.call('INFO', 'replication')
  if not string.find(info, 'role:master', 1, true) then return nil end
  return string.match(info, 'master_replid:(%w+)')
end
local function epochIn(memory, count) return memory .. '.' .. (count or '0') end
local function now(offset)
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(offset)
end
local function text(number) return string.format('%.0f', number) end
local function timeout(value, at)
  local seen, ends, idle = string.match(value, '^(%d+)|(%d+)|(%d+)|')
  if at >= tonumber(ends) then return 'absolute_timeout' end
  if at >= tonumber(seen) + tonumber(idle) then return 'idle_timeout' end
  return nil
end
local function handle(value) return string.match(value, '^%d+|%d+|%d+|%d+|%w+|([^|]+)|') end
local replica = redis.error_reply('READONLY sessions are decided by masters')
`;

/** For scripts that look at all of a user's fields: the live sessions, and the removal of one. */
export const wholeUser = `
local fields = redis.call('HGETALL', KEYS[1])
local user = { sessions = {}, ended = {} }
for index = 1, #fields, 2 do
  local name, value = fields[index], fields[index + 1]
  local kind = string.sub(name, 1, 2)
  if kind == 's:' then
    local seen, created = string.match(value, '^(%d+)|%d+|%d+|(%d+)|')
    table.insert(user.sessions, { key = string.sub(name, 3), value = value, seen = tonumber(seen), created = tonumber(created) })
  elseif kind == 'x:' then
    table.insert(user.ended, { name = name, at = tonumber(string.match(value, '|(%d+)$')) })
  else
    user[name] = value
  end
end
table.sort(user.sessions, function(a, b) return a.created < b.created or (a.created == b.created and a.key < b.key) end)
local function drop(session, reason, at)
  redis.call('HDEL', KEYS[1], 's:' .. session.key)
  redis.pcall('HSET', KEYS[1], 'x:' .. session.key, reason .. '|' .. text(at))
end
local function forget()
  table.sort(user.ended, function(a, b) return a.at > b.at end)
  for index = 50, #user.ended do redis.call('HDEL', KEYS[1], user.ended[index].name) end
end
local function flat(sessions)
  local list = {}
  for _, session in ipairs(sessions) do
    table.insert(list, session.key)
    table.insert(list, session.value)
  end
  return list
end
local function keep(milliseconds)
  if redis.call('PTTL', KEYS[1]) < milliseconds then redis.call('PEXPIRE', KEYS[1], milliseconds) end
end
`;
