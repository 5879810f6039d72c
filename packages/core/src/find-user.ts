import { MfaError } from "./errors.ts";
import type { Settings } from "./options/settings.ts";
import { deadline } from "./stores/deadline.ts";
import type { User } from "./users.ts";

/** The longest that the app's own look-up may take; the answer to the client stays within a second. */
const USER_DEADLINE_MS = 800;

/** The app's user, or null. An app whose database hangs or throws is an outage: 503, nobody in, nobody out. */
export function findUser(
  parts: { readonly settings: Pick<Settings, "users" | "logger"> },
  id: string,
): Promise<User | null> {
  const { users, logger } = parts.settings;
  const failed = (error: unknown): never => {
    logger.error("users.findById failed", { error: String(error) });
    throw new MfaError("ERR-UNAVAILABLE", { retryAfterSeconds: 1, cause: error });
  };
  try {
    return deadline(Promise.resolve(users.findById(id)), USER_DEADLINE_MS).catch(failed);
  } catch (error) {
    return Promise.reject(error as Error).catch(failed);
  }
}
