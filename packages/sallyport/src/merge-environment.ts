import type { SallyportOptions } from "./options.ts";

/** Options and environment in one; what is given in code wins, name by name inside groups such as `totp`. */
export function mergeEnvironment(
  options: SallyportOptions,
  environment: Readonly<Record<string, unknown>>,
): Partial<AllOptions> {
  const merged: Record<string, unknown> = { ...environment };
  // A client that is handed in stands in the place of an address.
  if (options.sequelize) delete merged["databaseUrl"];
  if (options.redis) delete merged["redisUrl"];
  for (const [name, value] of Object.entries(options)) {
    const fromEnvironment = environment[name];
    merged[name] =
      isGroup(value) && isGroup(fromEnvironment) ? { ...fromEnvironment, ...value } : (value ?? fromEnvironment);
  }
  return merged;
}

/** The options, with the one that only the environment has. */
export interface AllOptions extends SallyportOptions {
  /** `SESSION_REDIS_DB` */
  readonly redisDatabase: number;
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
