import { prelude, wholeUser } from "./prelude.lua.ts";

/**
 * ARGV fence, handles that were ended. Answers what was removed, flat. The epoch moves: it may have been lost as well, so a
 * sign-in that was under way starts again. A fence that is no longer the server's own is not taken.
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
  redis.call('HINCRBY', KEYS[1], '#epoch', 1)
  redis.call('HSET', KEYS[1], '#fence', ARGV[1])
end
return flat(removed)
`;
