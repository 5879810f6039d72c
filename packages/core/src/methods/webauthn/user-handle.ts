import type { Parts } from "../../parts.ts";
import { randomToken } from "../../secrets/random.ts";

/** As many as there may be (WebAuthn §5.4.3). */
const BYTES = 64;

/** What authenticators know a user by: random, so that it tells nobody who that is (WebAuthn §14.6.1). */
export function userHandleOf(parts: Parts, userId: string): Promise<string> {
  return parts.durable.credentials.handleOf(userId, randomToken(parts.settings.random, BYTES));
}
