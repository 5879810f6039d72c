/** KEYS[1] the challenge; ARGV user id, data, tries, life in ms. What was there before is gone. */
export const put = `
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'user', ARGV[1], 'data', ARGV[2], 'left', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
`;
