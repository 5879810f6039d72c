import { prelude, wholeUser } from "./prelude.lua.ts";

/** ARGV handle, clock offset. Answers { 'extended', session id, value }, { 'gone' } or { 'stale', fence }. */
export const extend: string = `${prelude}
local memory = fence()
if not memory then return replica end
${wholeUser}
if user['#fence'] and user['#fence'] ~= memory then return { 'stale', memory } end
local at = now(ARGV[2])
for _, session in ipairs(user.sessions) do
  if handle(session.value) == ARGV[1] and not timeout(session.value, at) then
    local value = text(at) .. string.match(session.value, '^%d+(|.*)$')
    redis.call('HSET', KEYS[1], 's:' .. session.key, value)
    return { 'extended', session.key, value }
  end
end
return { 'gone' }
`;
