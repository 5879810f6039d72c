/**
 * KEYS[1] the challenge; ARGV user id, data, tries, life in ms. Stores it unless one is there that has tries left; answers
 * { user, data, tries left } of the one that is there now.
 */
export const join = `
local found = redis.call('HMGET', KEYS[1], 'user', 'data', 'left')
if tonumber(found[3] or '0') > 0 then return { found[1], found[2], tonumber(found[3]) } end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'user', ARGV[1], 'data', ARGV[2], 'left', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return { ARGV[1], ARGV[2], tonumber(ARGV[3]) }
`;
