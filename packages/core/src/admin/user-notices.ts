import { endTrust } from "../devices/devices.ts";
import type { Parts } from "../parts.ts";
import { endAllSessions } from "../sessions/end.ts";

/** What the app tells of its users. */
export interface UserNotices {
  /**
   * After a password change or reset: ends the user's trusted devices, sessions and the sign-ins under way, but for the
   * session whose handle is `keepCurrent` (`req.mfa.sessionId`). Returns how many ended.
   */
  credentialsChanged(userId: string, options?: { readonly keepCurrent?: string | undefined }): Promise<number>;
}

export function createUserNotices(parts: Parts): UserNotices {
  return {
    credentialsChanged: async (userId, { keepCurrent } = {}) => {
      await endTrust(parts, { userId, which: "all", end: "credentials_changed" });
      return endAllSessions(parts, { userId, except: keepCurrent, reason: "credentials_changed" });
    },
  };
}
