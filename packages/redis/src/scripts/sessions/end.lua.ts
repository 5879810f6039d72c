import { prelude, wholeUser } from "./prelude.lua.ts";

/** ARGV handle, reason, clock offset. Answers the session that ended, flat, or nothing. Ending needs no fence: it only takes away. */
export const end: string = `${prelude}
${wholeUser}
local at = now(ARGV[3])
for _, session in ipairs(user.sessions) do
  if handle(session.value) == ARGV[1] then
    local expired = timeout(session.value, at)
    drop(session, expired or ARGV[2], at)
    forget()
    return expired and {} or flat({ session })
  end
end
return {}
`;
