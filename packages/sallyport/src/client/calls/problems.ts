// Made from GET /openapi.json. To make it anew: UPDATE_CLIENT=1 npm test -- test/sallyport/client
import type { OfferedMethod, Session } from "./shared.ts";

/** The problem document of each refusal. */
export type Problems = {
  readonly "ERR-UNAUTHENTICATED": {
    readonly type: "urn:sallyport:error:ERR-UNAUTHENTICATED";
    readonly title: string;
    readonly status: 401;
    readonly code: "ERR-UNAUTHENTICATED";
    readonly detail: string;
    readonly reason?:
      | "sign_out"
      | "ended_by_user"
      | "ended_by_admin"
      | "session_limit"
      | "idle_timeout"
      | "absolute_timeout"
      | "credentials_changed"
      | "factor_changed"
      | "account_disabled"
      | "device_compromised"
      | "mfa_reset"
      | "not_stored"
      | undefined;
  };
  readonly "ERR-MFA-REQUIRED": {
    readonly type: "urn:sallyport:error:ERR-MFA-REQUIRED";
    readonly title: string;
    readonly status: 401;
    readonly code: "ERR-MFA-REQUIRED";
    readonly detail: string;
    readonly methods?: readonly OfferedMethod[] | undefined;
    readonly expiresAt?: string | undefined;
  };
  readonly "ERR-MFA-INVALID": {
    readonly type: "urn:sallyport:error:ERR-MFA-INVALID";
    readonly title: string;
    readonly status: 401;
    readonly code: "ERR-MFA-INVALID";
    readonly detail: string;
    readonly attemptsRemaining?: number | undefined;
  };
  readonly "ERR-MFA-CHALLENGE-INVALID": {
    readonly type: "urn:sallyport:error:ERR-MFA-CHALLENGE-INVALID";
    readonly title: string;
    readonly status: 401;
    readonly code: "ERR-MFA-CHALLENGE-INVALID";
    readonly detail: string;
  };
  readonly "ERR-MFA-STEP-UP-REQUIRED": {
    readonly type: "urn:sallyport:error:ERR-MFA-STEP-UP-REQUIRED";
    readonly title: string;
    readonly status: 401;
    readonly code: "ERR-MFA-STEP-UP-REQUIRED";
    readonly detail: string;
    readonly methods: readonly (
      "totp" | "sms" | "email" | "webauthn" | "backup_code" | "password" | "trusted_device" | "mailed_code"
    )[];
    readonly maxAgeSeconds?: number | undefined;
    readonly strength?: "strong" | "phishing-resistant" | undefined;
    readonly resume?:
      | {
          readonly id: string;
          readonly expiresAt: string;
        }
      | undefined;
  };
  readonly "ERR-MFA-ENROLLMENT-REQUIRED": {
    readonly type: "urn:sallyport:error:ERR-MFA-ENROLLMENT-REQUIRED";
    readonly title: string;
    readonly status: 403;
    readonly code: "ERR-MFA-ENROLLMENT-REQUIRED";
    readonly detail: string;
    readonly methods?: readonly ("totp" | "sms" | "email" | "webauthn" | "backup_code")[] | undefined;
    readonly policyScope?: string | undefined;
    readonly deadline?: string | undefined;
    readonly enrollUrl?: string | undefined;
  };
  readonly "ERR-MFA-ALREADY-ENABLED": {
    readonly type: "urn:sallyport:error:ERR-MFA-ALREADY-ENABLED";
    readonly title: string;
    readonly status: 409;
    readonly code: "ERR-MFA-ALREADY-ENABLED";
    readonly detail: string;
  };
  readonly "ERR-MFA-NOT-ENABLED": {
    readonly type: "urn:sallyport:error:ERR-MFA-NOT-ENABLED";
    readonly title: string;
    readonly status: 409;
    readonly code: "ERR-MFA-NOT-ENABLED";
    readonly detail: string;
  };
  readonly "ERR-MFA-ADMIN-REQUIRED": {
    readonly type: "urn:sallyport:error:ERR-MFA-ADMIN-REQUIRED";
    readonly title: string;
    readonly status: 403;
    readonly code: "ERR-MFA-ADMIN-REQUIRED";
    readonly detail: string;
  };
  readonly "ERR-MFA-RATE-LIMITED": {
    readonly type: "urn:sallyport:error:ERR-MFA-RATE-LIMITED";
    readonly title: string;
    readonly status: 429;
    readonly code: "ERR-MFA-RATE-LIMITED";
    readonly detail: string;
    readonly reason?: "method_off" | undefined;
  };
  readonly "ERR-SESSION-LIMIT": {
    readonly type: "urn:sallyport:error:ERR-SESSION-LIMIT";
    readonly title: string;
    readonly status: 409;
    readonly code: "ERR-SESSION-LIMIT";
    readonly detail: string;
    readonly sessions: readonly Session[];
    readonly challengeToken?: string | undefined;
    readonly expiresAt?: string | undefined;
  };
  readonly "ERR-FORBIDDEN": {
    readonly type: "urn:sallyport:error:ERR-FORBIDDEN";
    readonly title: string;
    readonly status: 403;
    readonly code: "ERR-FORBIDDEN";
    readonly detail: string;
  };
  readonly "ERR-NOT-FOUND": {
    readonly type: "urn:sallyport:error:ERR-NOT-FOUND";
    readonly title: string;
    readonly status: 404;
    readonly code: "ERR-NOT-FOUND";
    readonly detail: string;
  };
  readonly "ERR-VALIDATION": {
    readonly type: "urn:sallyport:error:ERR-VALIDATION";
    readonly title: string;
    readonly status: 400;
    readonly code: "ERR-VALIDATION";
    readonly detail: string;
    readonly errors: readonly {
      readonly field: string;
      readonly message: string;
    }[];
  };
  readonly "ERR-UNSUPPORTED-MEDIA": {
    readonly type: "urn:sallyport:error:ERR-UNSUPPORTED-MEDIA";
    readonly title: string;
    readonly status: 415;
    readonly code: "ERR-UNSUPPORTED-MEDIA";
    readonly detail: string;
  };
  readonly "ERR-TOO-LARGE": {
    readonly type: "urn:sallyport:error:ERR-TOO-LARGE";
    readonly title: string;
    readonly status: 413;
    readonly code: "ERR-TOO-LARGE";
    readonly detail: string;
  };
  readonly "ERR-CROSS-SITE": {
    readonly type: "urn:sallyport:error:ERR-CROSS-SITE";
    readonly title: string;
    readonly status: 403;
    readonly code: "ERR-CROSS-SITE";
    readonly detail: string;
  };
  readonly "ERR-UNAVAILABLE": {
    readonly type: "urn:sallyport:error:ERR-UNAVAILABLE";
    readonly title: string;
    readonly status: 503;
    readonly code: "ERR-UNAVAILABLE";
    readonly detail: string;
  };
};
