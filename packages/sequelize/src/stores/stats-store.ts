import type { StatsStore } from "@sallyport/core";
import { z } from "zod";
import { run, type Session } from "./statement.ts";

const row = z.object({
  enrolled_users: z.number(),
  methods: z.partialRecord(z.enum(["totp", "sms", "email", "webauthn"]), z.number()),
  passkeys: z.number(),
  backup_codes: z.number(),
  users_low_on_backup_codes: z.number(),
  trusted_devices: z.number(),
  active_sessions: z.number(),
  users_in_grace: z.number(),
  users_past_grace: z.number(),
  open_recoveries: z.number(),
  waiting_users: z.number(),
});

/** The view `mfa_admin_stats`. */
export function createStatsStore(session: Session): StatsStore {
  return {
    read: async () => {
      const [found] = await run(session, "SELECT * FROM mfa_admin_stats");
      const stats = row.parse(found);
      return {
        enrolledUsers: stats.enrolled_users,
        methods: stats.methods,
        passkeys: stats.passkeys,
        backupCodes: stats.backup_codes,
        usersLowOnBackupCodes: stats.users_low_on_backup_codes,
        trustedDevices: stats.trusted_devices,
        activeSessions: stats.active_sessions,
        usersInGrace: stats.users_in_grace,
        usersPastGrace: stats.users_past_grace,
        openRecoveries: stats.open_recoveries,
        waitingUsers: stats.waiting_users,
      };
    },
  };
}
