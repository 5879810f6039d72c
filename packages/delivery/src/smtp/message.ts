import type { OutgoingMessage } from "@sallyport/core";
import { headerLine, recipientOf } from "../e-mail-address.ts";

/** A mail as nodemailer takes it. */
export interface Mail {
  readonly from: string;
  readonly replyTo?: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly messageId: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Who sends. */
export interface Sender {
  readonly from: string;
  /** Behind the `@` of `from`. */
  readonly domain: string;
  readonly replyTo?: string | undefined;
}

/**
 * Composes the mail. Its `Message-ID` is made of our id alone, so that a second try is the same mail to whoever looks;
 * `Auto-Submitted` keeps absence notes away (RFC 3834 §5). The recipient is handed over as one address, not as text that
 * might hold two.
 */
export function composeMail(message: OutgoingMessage, { from, domain, replyTo }: Sender): Mail {
  const { id, to, subject = "", text, html } = message;
  return {
    from,
    ...(replyTo === undefined ? {} : { replyTo }),
    to: { name: "", address: recipientOf(to) },
    subject: headerLine(subject),
    text,
    ...(html === undefined ? {} : { html }),
    messageId: `<${dotAtom(id)}@${domain}>`,
    headers: { "Auto-Submitted": "auto-generated" },
  };
}

/** Our ids are UUIDs; an app's own may be anything, and must not end the header. */
function dotAtom(id: string): string {
  return /^[A-Za-z0-9_-]{1,100}$/.test(id) ? id : Buffer.from(id).toString("base64url");
}
