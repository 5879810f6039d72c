import type { DeviceType, MethodType } from "../protocol.ts";

/** Why a trust is no more. */
export type TrustEnd =
  | "revoked_by_user"
  | "revoked_by_admin"
  | "compromised"
  | "token_reused"
  | "too_many"
  | "replaced"
  | "credentials_changed"
  | "factor_changed"
  | "mfa_reset";

/** What was seen of a device when it was used. Signals of risk, never a reason to trust (SECURITY.md F1). */
export interface DeviceSighting {
  /** In words, for example `Firefox`. */
  readonly browser: string | null;
  readonly os: string | null;
  /** A keyed hash of the masked address. */
  readonly network: string | null;
}

/** A device that its user has asked to be remembered. */
export interface DeviceRecord {
  /** A public handle, UUIDv7. */
  readonly id: string;
  readonly userId: string;
  readonly tenantId: string | null;
  readonly name: string;
  readonly deviceType: DeviceType;
  /** The second factor that was shown when it was trusted. */
  readonly trustedBy: MethodType;
  /** As it was trusted. */
  readonly trusted: DeviceSighting;
  /** As it was recognised last; as it was trusted where it never was. */
  readonly last: DeviceSighting;
  /** How often it was recognised. */
  readonly uses: number;
  /** Wrong second factors in sessions that it has begun. */
  readonly failures: number;
  /** When trust was given. */
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  /** The fixed end. */
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
  readonly endReason: TrustEnd | null;
}

/** A trust that is given now. Hashes are keyed; no token is stored. */
export interface NewDevice extends Pick<
  DeviceRecord,
  "id" | "userId" | "tenantId" | "name" | "deviceType" | "trustedBy" | "trusted"
> {
  /** Hash of the part of the token that stays the same: which device this is. */
  readonly family: string;
  /** Hash of the part that changes at each use. */
  readonly token: string;
  /** What the app and the policy say of the user, hashed. What the user has (methods, backup codes) the store adds itself. */
  readonly stamp: string;
  readonly days: number;
}

/** A token that a browser has shown, hashed under each key that may have made it, newest first. */
export interface ShownToken {
  readonly userId: string;
  readonly families: readonly string[];
  readonly tokens: readonly string[];
  /** The stamps that are right now: one for each key. */
  readonly stamps: readonly string[];
  /** What takes the place of the token where it is the right one. */
  readonly next: { readonly family: string; readonly token: string; readonly stamp: string };
  readonly graceSeconds: number;
  readonly seen: DeviceSighting;
}

/** What a shown token was worth. */
export type Recognition =
  /** `isRotated`: the next token holds from now on; false for one that was replaced within the grace, by a parallel request. */
  | { readonly outcome: "recognised"; readonly device: DeviceRecord; readonly isRotated: boolean }
  /** A token that was replaced longer ago: somebody has a copy. The trust has ended by this. */
  | { readonly outcome: "reused"; readonly device: DeviceRecord }
  | { readonly outcome: "refused"; readonly reason: "unknown" | "expired" | "void" | "ended" };

/**
 * Trusted devices, durable. A trust holds as long as its own end has not come, it was not ended, its stamp is the user's,
 * and the user's methods and backup codes (the generation, not which are spent) are those of when it was given; the last
 * is compared by the database itself, in the statement that recognises.
 */
export interface DeviceStore {
  /**
   * Keeps a trust. Ends the user's trusts of the same browser (`replaces`: hashes of their families), and the oldest ones
   * beyond `max`; two parallel calls never leave more than `max` alive. Returns the trust, and those that have ended.
   */
  trust(
    device: NewDevice,
    rule: { readonly max: number; readonly replaces: readonly string[] },
  ): Promise<{ readonly device: DeviceRecord; readonly ended: readonly DeviceRecord[] }>;
  /** Looks a token up, rotates it, counts the use or ends a stolen trust: one statement. Of any number of parallel calls with one token exactly one rotates it. */
  recognise(shown: ShownToken): Promise<Recognition>;
  /** The trusts of a user that hold now, the newest first. */
  list(userId: string, stamps: readonly string[]): Promise<readonly DeviceRecord[]>;
  /** Which of a user's trusts that hold these hashes of families belong to. */
  idsOf(userId: string, families: readonly string[]): Promise<readonly string[]>;
  /** One by its handle, ended or not. */
  find(id: string): Promise<DeviceRecord | undefined>;
  /** Ends trusts; what has ended stays as it ended. Returns those that ended by this call. */
  end(userId: string, which: { readonly id: string } | "all", reason: TrustEnd): Promise<readonly DeviceRecord[]>;
  /** Counts a wrong second factor in a session of this device. */
  fail(userId: string, id: string): Promise<void>;
  /** Removes what ended or ran out longer ago than the retention. Returns how many. */
  cleanUp(retentionDays: number): Promise<number>;
}
