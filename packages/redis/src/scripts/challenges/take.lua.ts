/** KEYS[1] the challenge. 1 for the one call that removes it. */
export const take = `return redis.call('DEL', KEYS[1])`;
