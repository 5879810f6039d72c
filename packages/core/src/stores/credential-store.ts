import type { MethodRecord } from "./method-store.ts";

/** A signature that was right, to be recorded. */
export interface CredentialUse {
  readonly methodId: string;
  readonly userId: string;
  readonly signCount: number;
  /** Whether the key is backed up now (the flag BS); it may change from one use to the next. */
  readonly backedUp: boolean;
  /** Whether a counter that has not grown is taken all the same, and told: keys that several devices share count badly. */
  readonly mayFall: boolean;
}

/** Public key credentials, durable: they are rows of the `MethodStore`, which adds, lists and removes them. */
export interface CredentialStore {
  /**
   * The user's handle (WebAuthn §5.4.3), `proposed` where they have none yet. Of any number of parallel calls all get the
   * same one. It stays when the methods go: authenticators keep one credential for each handle.
   */
  handleOf(userId: string, proposed: string): Promise<string>;
  /** The same, without giving one to a user who has none: then null. */
  knownHandle(userId: string): Promise<string | null>;
  /** The method with this credential, and the handle of its user; undefined where there is none. */
  find(
    credentialId: string,
  ): Promise<{ readonly method: MethodRecord; readonly userHandle: string | null } | undefined>;
  /**
   * Records a use, in one statement: the counter must be above the stored one, unless both are zero. With `mayFall` one that
   * is not is recorded as well (`"fell"`), else it is `"refused"`. `"gone"` for a method that the user does not have any more.
   */
  use(use: CredentialUse): Promise<"used" | "fell" | "refused" | "gone">;
}
