import { prelude, wholeUser } from "./prelude.lua.ts";

/** ARGV handle to keep or '', reason, clock offset. Answers the sessions that ended, flat; the epoch has moved. */
export const endAll: string = `${prelude}
${wholeUser}
local at = now(ARGV[3])
redis.call('HINCRBY', KEYS[1], '#epoch', 1)
if not user['#fence'] then redis.call('HSET', KEYS[1], '#fence', fence() or '') end
local ended = {}
for _, session in ipairs(user.sessions) do
  if handle(session.value) ~= ARGV[1] then
    local expired = timeout(session.value, at)
    drop(session, expired or ARGV[2], at)
    if not expired then table.insert(ended, session) end
  end
end
forget()
keep(3600000)
return flat(ended)
`;
