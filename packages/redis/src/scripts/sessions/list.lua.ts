import { prelude, wholeUser } from "./prelude.lua.ts";

/** ARGV clock offset. Answers { 'listed', sessions } or { 'stale', fence }. */
export const list: string = `${prelude}
local memory = fence()
if not memory then return replica end
${wholeUser}
if user['#fence'] and user['#fence'] ~= memory then return { 'stale', memory } end
local at = now(ARGV[1])
local live = {}
for _, session in ipairs(user.sessions) do
  if not timeout(session.value, at) then table.insert(live, session) end
end
return { 'listed', flat(live) }
`;
