import { prelude, wholeUser } from "./prelude.lua.ts";

/**
 * ARGV session id, handle, device type, details, idle ms, absolute ms, epoch, room, device type that counts or '', when
 * full, clock offset, session id that gives way or ''. Answers { 'begun', value, evicted, replaced, expired }, { 'full', sessions }, { 'superseded' } or
 * { 'stale', fence }.
 */
export const begin: string = `${prelude}
local memory = fence()
if not memory then return replica end
${wholeUser}
if user['#fence'] and user['#fence'] ~= memory then return { 'stale', memory } end
if epochIn(memory, user['#epoch']) ~= ARGV[7] then return { 'superseded' } end
local at = now(ARGV[11])
local live, counted, replaced, expired = {}, {}, {}, {}
for _, session in ipairs(user.sessions) do
  if timeout(session.value, at) then
    table.insert(expired, session)
  elseif session.key == ARGV[12] then
    table.insert(replaced, session)
  else
    table.insert(live, session)
    local device = string.match(session.value, '^%d+|%d+|%d+|%d+|(%w+)|')
    if ARGV[9] == '' or ARGV[9] == device then table.insert(counted, session) end
  end
end
local surplus = #counted + 1 - tonumber(ARGV[8])
if surplus > 0 and (ARGV[10] == 'reject' or ARGV[10] == 'ask') then return { 'full', flat(live) } end
local value = text(at) .. '|' .. text(at + ARGV[6]) .. '|' .. ARGV[5] .. '|' .. text(at) .. '|' .. ARGV[3] .. '|' .. ARGV[2] .. '|' .. ARGV[4]
redis.call('HSET', KEYS[1], '#fence', memory, 's:' .. ARGV[1], value)
if ARGV[10] == 'end-least-recently-used' then table.sort(counted, function(a, b) return a.seen < b.seen end) end
local evicted = {}
for index = 1, surplus do
  drop(counted[index], 'session_limit', at)
  table.insert(evicted, counted[index])
end
for _, session in ipairs(replaced) do drop(session, 'sign_out', at) end
for _, session in ipairs(expired) do drop(session, timeout(session.value, at), at) end
forget()
keep(math.max(tonumber(ARGV[6]), 3600000))
return { 'begun', value, flat(evicted), flat(replaced), flat(expired) }
`;
