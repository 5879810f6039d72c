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
  return merge(merged, { ...options });
}

function merge(
  under: Readonly<Record<string, unknown>>,
  over: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...under };
  for (const [name, value] of Object.entries(over)) {
    const below = under[name];
    merged[name] = isGroup(value) && isGroup(below) ? merge(below, value) : (value ?? below);
  }
  return merged;
}

/** The options, with those that only the environment has. */
export interface AllOptions extends SallyportOptions {
  /** `SESSION_REDIS_DB` */
  readonly redisDatabase: number;
  /** `TWILIO_…` */
  readonly twilio: Readonly<Partial<Record<"accountSid" | "authToken" | "from" | "statusCallback", string>>>;
  /** `SMTP_…` */
  readonly smtp: Readonly<Partial<Record<"url" | "from", string>>>;
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
