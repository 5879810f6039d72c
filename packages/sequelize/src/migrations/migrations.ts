import { methods } from "./0001-methods.ts";
import { backupCodes } from "./0002-backup-codes.ts";
import { authAttempts } from "./0003-auth-attempts.ts";
import { userSessions } from "./0004-user-sessions.ts";
import type { Migration } from "./migration.ts";
import { recentFailures } from "./0005-recent-failures.ts";
import { deliveries } from "./0006-deliveries.ts";
import { trustAndPolicy } from "./0007-trust-and-policy.ts";
import { credentials } from "./0008-credentials.ts";
import { adminStats } from "./0009-admin-stats.ts";
import { audit } from "./0010-audit.ts";
import { auditDeliveries } from "./0011-audit-deliveries.ts";

/** Every step, oldest first. */
export const migrations: readonly Migration[] = [
  methods,
  backupCodes,
  authAttempts,
  userSessions,
  recentFailures,
  deliveries,
  trustAndPolicy,
  credentials,
  adminStats,
  audit,
  auditDeliveries,
];
