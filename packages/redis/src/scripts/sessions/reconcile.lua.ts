import { prelude, wholeUser } from "./prelude.lua.ts";

/**
 * ARGV fence, handles that were ended. Answers what was removed, flat. Sign-ins that were under way start again: their
 * epoch was another memory's.
 */
export const reconcile: string = `${prelude}
${wholeUser}
local ended = {}
for index = 2, #ARGV do ended[ARGV[index]] = true end
local removed = {}
for _, session in ipairs(user.sessions) do
  if ended[handle(session.value)] then
    redis.call('HDEL', KEYS[1], 's:' .. session.key)
    table.insert(removed, session)
  end
end
if #fields > 0 and user['#fence'] ~= ARGV[1] then
  redis.call('HSET', KEYS[1], '#fence', ARGV[1])
end
return flat(removed)
`;
