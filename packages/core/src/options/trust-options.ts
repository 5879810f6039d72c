import type { User } from "../users.ts";

/** Trusted devices: what `trustedDevice()` does where it is mounted without saying. */
export interface TrustedDeviceOptions {
  /** How long trust lasts, from the day that it was given; using it does not move the end. Default 30 days, and no more. */
  readonly days?: number;
  /** How many devices one user may trust; beyond it the oldest is forgotten. Default 10. */
  readonly max?: number;
  /** How long a token that was replaced is still good, for requests that run in parallel. Default 30 seconds. */
  readonly graceSeconds?: number;
}

/** The way back for users who have lost their methods. */
export interface RecoveryOptions {
  /** Whether users may ask for it themselves, with the password and the account's mailbox. Default true; takes `channels.email`. */
  readonly selfService?: boolean;
  /** How long their methods still hold after they have asked, and all their addresses are told. Default 72 hours. */
  readonly delayHours?: number;
  /** How long the link to enroll again is good. Default 24 hours, and no more (SECURITY.md O1). */
  readonly linkHours?: number;
  /** The page that the link leads to. Default: `pages.enroll`, else `/`. The token comes behind `#`, which reaches no server. */
  readonly enrollPath?: string;
  /**
   * Whether enrolling a first method takes a code that was mailed to the account's address, where policy requires MFA and
   * `channels.email` is there. Default true: a password that was found out is not enough to enroll.
   */
  readonly mailedCode?: boolean;
}

/** What it takes for an admin to act on a user. */
export interface AdminOptions {
  /** How many admins a reset takes. Default 1; with 2, another one has to approve it. */
  readonly approvals?: 1 | 2;
  /** How long between the decision and the reset; the user is told at once. Default 0 hours. */
  readonly coolingOffHours?: number;
  /**
   * The rank of a user: admins act on lower ones only. Default: 1 for admins and 0 for everybody else, so that an admin
   * is reset by the operator alone (`by: "…"` in a script).
   */
  readonly rank?: (user: User) => number;
}
