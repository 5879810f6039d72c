/** KEYS[1] the challenge. Charges one try; answers { user, data, tries left }, or nothing when there is none to charge. */
export const attempt = `
local left = tonumber(redis.call('HGET', KEYS[1], 'left') or '0')
if left < 1 then return false end
redis.call('HSET', KEYS[1], 'left', left - 1)
local found = redis.call('HMGET', KEYS[1], 'user', 'data')
return { found[1], found[2], left - 1 }
`;
