import type { CodeType } from "./redeem.ts";

/** What somebody shows: a code, or the signature of a key. */
export type Answer =
  | {
      readonly type: CodeType;
      readonly code: string;
      /** One method of several of the same type. */
      readonly methodId?: string | undefined;
    }
  | {
      readonly type: "webauthn";
      /** An `AuthenticationResponseJSON` (WebAuthn §5.1.8); it is looked at as what it is, which may be anything. */
      readonly response: unknown;
      /** The key that it must be, where the client has asked for one. */
      readonly methodId?: string | undefined;
    };
