import type { MethodType } from "../protocol.ts";

/** What every text knows. */
export interface MessageContext {
  /** The name of the app. */
  readonly issuer: string;
  /** Where the app is, for example `https://bank.example`. */
  readonly origin: string;
  /** BCP 47. */
  readonly language: string;
}

/** What texts with a code know. */
export interface CodeContext extends MessageContext {
  readonly code: string;
  /** How long the code is good for, rounded down. */
  readonly minutes: number;
}

/** What every notice knows: when, and from where, as far as it is known. Nothing that a user has typed. */
export interface NoticeContext extends MessageContext {
  readonly at: Date;
  /** In words, for example `Firefox on Windows`. */
  readonly device?: string | undefined;
  /** Masked, for example `203.0.113.0/24`. */
  readonly address?: string | undefined;
}

/** What people are told, and what each text knows beside the rest. Names in the past tense, or of what is ahead. */
export interface NoticeContexts {
  /** The first one, too. */
  readonly method_added: { readonly methodType: MethodType };
  readonly method_removed: { readonly methodType: MethodType };
  readonly mfa_disabled: object;
  readonly backup_codes_regenerated: object;
  readonly backup_code_used: { readonly remaining: number };
  readonly backup_codes_low: { readonly remaining: number };
  /** A reminder. */
  readonly backup_codes_expire: { readonly expiresAt: Date };
  readonly new_device: object;
  /** Somebody who knows the password fails at the second factor. */
  readonly failed_guesses: { readonly failures: number };
  /** An old token of a trusted device was used: somebody has a copy. Trust and sessions have ended. */
  readonly device_token_reused: { readonly deviceName: string };
  /** A key has signed that counts less than it did: there are two of it. */
  readonly passkey_copied: { readonly keyName: string };
  /** An admin has marked a trusted device as compromised. */
  readonly device_compromised: { readonly deviceName: string };
  /** An admin has taken all methods away. */
  readonly admin_reset: object;
  /** An admin wants to, and will be able to then. */
  readonly reset_requested: { readonly effectiveAt: Date };
  /** To the other admins. */
  readonly admin_reset_done: { readonly account: string };
  /** Somebody with the password says that all methods are lost; they are taken away then. */
  readonly recovery_requested: { readonly effectiveAt: Date };
  readonly recovery_cancelled: object;
  /** The methods are gone, after a recovery. */
  readonly recovery_executed: object;
  /** To the account's own address alone: where a new method is enrolled. */
  readonly enrollment_link: { readonly link: string; readonly expiresAt: Date };
  /** A reminder: without a second factor there is no way in after that. */
  readonly enroll_by: { readonly deadline: Date };
}

/** What a person can be told. */
export type NoticeKind = keyof NoticeContexts;

/** What each text is made from. */
export type MessageContexts = {
  readonly sms_code: CodeContext;
  readonly email_code: CodeContext;
} & { readonly [Kind in NoticeKind]: NoticeContext & NoticeContexts[Kind] };

/** The texts that there are. */
export type MessageKind = keyof MessageContexts;

/** A text as a language file writes it. */
export interface Text {
  /** Of the e-mail. One line. */
  readonly subject: string;
  /** The paragraphs of the e-mail, plain text. */
  readonly paragraphs: readonly string[];
  /** The same as a short message. */
  readonly sms: string;
}

/** All texts in one language. */
export type Texts = { readonly [Kind in MessageKind]: (context: MessageContexts[Kind]) => Text };

/** A text as it goes out. */
export interface RenderedMessage {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly sms: string;
}

/**
 * Texts of the app in the place of ours, one function a message; what it leaves out stays ours. Escape what you put into
 * `html`. Short messages with a code always end with the line that ties the code to the origin.
 *
 * @example
 * ```ts
 * import type { MessageOverrides } from "@sallyport/core";
 *
 * export const messages: MessageOverrides = {
 *   email_code: ({ code, minutes }) => ({
 *     subject: "Your Acme code",
 *     text: `Your code is ${code}. It is good for ${minutes} minutes.`,
 *   }),
 * };
 * ```
 */
export type MessageOverrides = {
  readonly [Kind in MessageKind]?: (context: MessageContexts[Kind]) => Partial<RenderedMessage>;
};
