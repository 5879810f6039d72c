/** KEYS[1] the challenge. Looks without charging. */
export const read = `
local found = redis.call('HMGET', KEYS[1], 'user', 'data', 'left')
if not found[1] then return false end
return { found[1], found[2], tonumber(found[3]) }
`;
