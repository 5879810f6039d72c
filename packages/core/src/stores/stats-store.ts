import type { MethodType } from "../protocol.ts";

/** How the whole app stands: the view `mfa_admin_stats`. Nothing in it is about one user. */
export interface AdminStats {
  /** Users with at least one method. */
  readonly enrolledUsers: number;
  /** Methods by type; types that nobody has are left out. */
  readonly methods: Readonly<Partial<Record<Exclude<MethodType, "backup_code">, number>>>;
  /** Keys that sign in by themselves. */
  readonly passkeys: number;
  /** Unused backup codes, and users who have some but three at most. */
  readonly backupCodes: number;
  readonly usersLowOnBackupCodes: number;
  readonly trustedDevices: number;
  readonly activeSessions: number;
  /** Users who must enroll: those who still may go without, and those who no longer may. */
  readonly usersInGrace: number;
  readonly usersPastGrace: number;
  /** Resets and recoveries that are asked for and not carried out. */
  readonly openRecoveries: number;
  /** Users whose next guess has to wait. */
  readonly waitingUsers: number;
}

/** Figures over all users, durable. */
export interface StatsStore {
  /** Reads the view. Counts whole tables: not for every request. */
  read(): Promise<AdminStats>;
}
