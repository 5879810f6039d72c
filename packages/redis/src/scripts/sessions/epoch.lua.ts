import { prelude } from "./prelude.lua.ts";

/** Answers { 'epoch', epoch }, or { 'stale', fence }. */
export const epoch: string = `${prelude}
local memory = fence()
if not memory then return replica end
local found = redis.call('HMGET', KEYS[1], '#fence', '#epoch')
if found[1] and found[1] ~= memory then return { 'stale', memory } end
return { 'epoch', epochIn(memory, found[2]) }
`;
