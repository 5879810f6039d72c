import type { SMTPPoolOptions } from "nodemailer";
import type { Channel } from "@sallyport/core";
import { checkOptions, isA, nameRule, timeoutRule } from "../checked-options.ts";
import { senderAddress } from "../e-mail-address.ts";
import { loadPackage } from "../load-package.ts";
import { within } from "../time-limit.ts";
import { composeMail } from "./message.ts";
import { toDeliveryError } from "./reply.ts";
import { mailServerProblems, parseMailServer, urlRule } from "./server.ts";

/** For e-mail over SMTP. */
export interface SmtpOptions {
  /** What operators see. Default `smtp`; two in one `failover` need two names. */
  readonly name?: string;
  /** `smtp://user:password@host:587` (STARTTLS), or `smtps://…:465`. */
  readonly url: string;
  /** `no-reply@acme.example`, or `Acme Bank <no-reply@acme.example>`. */
  readonly from: string;
  /** Where answers go. */
  readonly replyTo?: string;
  /** Mails may go without TLS to another machine, if it offers none. Default false. Not needed for loopback. */
  readonly allowInsecure?: boolean;
  /** How long one message may take. Default 3, at most 30. */
  readonly timeoutSeconds?: number;
}

const sender = {
  accepts: (value: unknown): boolean => senderAddress(value) !== undefined,
  remedy: 'Write one address, for example "Acme Bank <no-reply@acme.example>"',
};

const rules = {
  name: nameRule,
  url: urlRule,
  from: { ...sender, required: true },
  replyTo: sender,
  allowInsecure: { accepts: isA("boolean"), remedy: "Write true or false" },
  timeoutSeconds: timeoutRule,
} as const;

/**
 * Sends e-mail to a mail server, over a few connections that are kept. TLS is required, except on loopback: codes and the
 * password do not travel in the clear. Mailboxes that do not exist fail for good; everything else may pass. Nothing is
 * repeated, and nothing is reported: a mail that bounces later comes back to `from`.
 *
 * `close()` lets go of the connections; a message under way may finish first.
 *
 * @throws `SallyportConfigError` for malformed options, all at once.
 *
 * @example
 * ```ts
 * import { smtpChannel } from "@sallyport/delivery";
 *
 * const email = await smtpChannel({
 *   url: process.env["SMTP_URL"] ?? "",
 *   from: "Acme Bank <no-reply@acme.example>",
 * });
 * ```
 */
export async function smtpChannel(options: SmtpOptions): Promise<Channel> {
  checkOptions({
    factory: "smtpChannel",
    options,
    rules,
    others: (given) => mailServerProblems(given.get("url")),
  });
  const { name = "smtp", url, from, replyTo, allowInsecure = false, timeoutSeconds: seconds = 3 } = options;
  const { createTransport } = await loadPackage("nodemailer", () => import("nodemailer"));
  const transport = createTransport(poolOptions({ url, allowInsecure, seconds }));
  // Without a listener, an error of an idle connection would end the process. The next message makes another one.
  transport.on("error", () => undefined);
  const domain = senderAddress(from)?.split("@").at(-1) ?? "";

  return {
    name,
    send: async (message) => {
      const mail = composeMail(message, { from, domain, replyTo });
      try {
        const { messageId } = await within({ seconds, signal: message.signal }, (signal) =>
          transport.sendMail({ ...mail, signal }),
        );
        return { id: messageId, status: "sent" };
      } catch (error) {
        throw toDeliveryError(error);
      }
    },
    close: async () => {
      transport.close();
    },
  };
}

function poolOptions({
  url,
  allowInsecure,
  seconds,
}: {
  readonly url: string;
  readonly allowInsecure: boolean;
  readonly seconds: number;
}): SMTPPoolOptions & { readonly pool: true } {
  const patience = seconds * 1000;
  return {
    pool: true,
    ...parseMailServer(url, allowInsecure),
    // Sent again after the connection was lost in the middle, a mail may arrive twice.
    maxRequeues: 0,
    connectionTimeout: patience,
    dnsTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    // Texts are texts: none of them is a path or an address to read from.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
