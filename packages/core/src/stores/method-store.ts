import type { MethodType } from "../protocol.ts";

/** The public key credential of a `webauthn` method (WebAuthn §4). */
export interface Credential {
  /** base64url; unique over all users. */
  readonly id: string;
  /** The newest signature counter (WebAuthn §6.1.1); 0 where the authenticator keeps none. */
  readonly signCount: number;
}

/** A proved method. There are no unproved rows: a set-up lives in the challenge store until its first code. */
export interface MethodRecord {
  readonly id: string;
  readonly userId: string;
  readonly type: Exclude<MethodType, "backup_code">;
  readonly name: string;
  /** Ciphertext of the key ring, bound to this row (`aadFor`); null for methods without a secret. */
  readonly secret: string | null;
  /** What the method needs beside its secret, for example `{ algorithm, digits, periodSeconds }` of TOTP. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The newest time step that was accepted (RFC 6238 §5.2); -1 before the first. */
  readonly lastUsedStep: number;
  readonly preferred: boolean;
  /** Of `webauthn`; null for all others. */
  readonly credential: Credential | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  /** Since when messages to it come back; null where they arrive, as far as is known. */
  readonly unreachableSince: Date | null;
}

/** A proved method on its way into the store. */
export type NewMethod = Pick<
  MethodRecord,
  "id" | "userId" | "type" | "name" | "secret" | "settings" | "lastUsedStep"
> & {
  readonly tenantId?: string;
  readonly credential?: Credential;
};

/** Methods, durable. */
export interface MethodStore {
  /**
   * Adds a proved method. `first` tells whether it is the user's first; two parallel calls for one user see exactly one
   * `first`. Refused (`"duplicate"`) when the id, or the id of its
   * credential, is there already, whoever has it, and (`"full"`) at `maxPerType` methods of its type.
   */
  add(
    method: NewMethod,
    limits: { readonly maxPerType: number },
  ): Promise<{ outcome: "added"; first: boolean } | { outcome: "duplicate" | "full" }>;
  /** All methods of a user, oldest first. */
  list(userId: string): Promise<readonly MethodRecord[]>;
  /**
   * Claims a time step: true if `step` is above every step that this method has accepted, and records it in the same
   * statement (`UPDATE … WHERE last_used_step < step RETURNING`). Of any number of parallel calls with one step, one is true.
   */
  advance(claim: { readonly methodId: string; readonly userId: string; readonly step: number }): Promise<boolean>;
  /** Renames, or makes preferred (and no other). False if the user has no such method. */
  update(
    userId: string,
    methodId: string,
    change: { readonly name?: string; readonly preferred?: boolean },
  ): Promise<boolean>;
  /** Marks that messages to a method come back (since now, unless it is marked), or that they arrive again. True if that is new. */
  markReachable(methodId: string, isReachable: boolean): Promise<boolean>;
  /** Writes a secret again under the newest key, only if it is still the one that was read. */
  reseal(methodId: string, from: string, to: string): Promise<boolean>;
  /** Of which types the methods of many users are; users without any are left out. */
  typesOf(userIds: readonly string[]): Promise<ReadonlyMap<string, readonly MethodRecord["type"][]>>;
  /**
   * Removes the methods that `which` names. With `keepOneOf`, a removal that takes the last method of these types away is
   * refused (`"last"`) even when several removals run in parallel; a user who has none of them already loses none by it.
   * `left` counts the methods that remain.
   */
  remove(
    userId: string,
    which: { readonly methodId: string } | { readonly type: MethodRecord["type"] } | "all",
    rule: { readonly keepOneOf: readonly MethodType[] | undefined },
  ): Promise<{ outcome: "removed"; removed: readonly MethodRecord[]; left: number } | { outcome: "missing" | "last" }>;
}
