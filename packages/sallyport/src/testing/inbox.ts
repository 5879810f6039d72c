import type { Channels, Mfa, OutgoingMessage } from "@sallyport/core";
import { consoleChannel } from "@sallyport/delivery";
import { refuseProduction } from "@sallyport/express/testing";

/** Where messages of a test end, and how to read them. */
export interface Inbox {
  /** For `createSallyport({ channels })`. They send nothing. */
  readonly channels: Required<Pick<Channels, "sms" | "email">>;
  /** Names the suite whose messages these are, and returns it. Reading waits for what that suite has under way. */
  watch<Suite extends Pick<Mfa, "delivery">>(mfa: Suite): Suite;
  /** Everything that went to a number (E.164) or an address, oldest first. */
  messages(to: string): Promise<readonly OutgoingMessage[]>;
  /** The newest of them. */
  last(to: string): Promise<OutgoingMessage | undefined>;
  /** The newest code that went there. Rejects where none did. */
  code(to: string): Promise<string>;
  /** Forgets everything, once what is under way has come in. */
  clear(): Promise<void>;
}

/** Of each channel, the newest. */
const KEPT = 1000;

/**
 * Channels for tests: SMS and e-mail stay here, and can be read.
 *
 * @throws `Error` where `NODE_ENV` is `production`.
 *
 * @example
 * ```ts
 * import { createSallyport } from "sallyport";
 * import { inbox } from "sallyport/testing";
 * import { users } from "./my-app.js";
 *
 * const post = inbox();
 * const mfa = post.watch(
 *   await createSallyport({
 *     ...{ issuer: "Acme Bank", origin: "https://bank.example", users },
 *     ...{ channels: post.channels, methods: ["totp", "sms", "backup_code"] },
 *   }),
 * );
 * const code = await post.code("+4915112345678");
 * ```
 */
export function inbox(): Inbox {
  refuseProduction("inbox()");
  const sms = consoleChannel({ name: "inbox", print: false, limit: KEPT });
  const email = consoleChannel({ name: "inbox", print: false, limit: KEPT });
  let watched: Pick<Mfa, "delivery"> | undefined;

  const settled = async (): Promise<void> => {
    if (!watched) throw new Error("this inbox belongs to no suite: write inbox.watch(await createSallyport({ … }))");
    await watched.delivery.idle();
  };
  const messages = async (to: string): Promise<readonly OutgoingMessage[]> => {
    await settled();
    return [...sms.outbox, ...email.outbox].filter((message) => message.to === to);
  };

  return {
    channels: { sms, email },
    watch: (mfa) => {
      watched = mfa;
      return mfa;
    },
    messages,
    last: async (to) => (await messages(to)).at(-1),
    code: async (to) => {
      const code = (await messages(to)).findLast((message) => message.code !== undefined)?.code;
      if (code !== undefined) return code;
      const others = [...new Set([...sms.outbox, ...email.outbox].map((message) => message.to))];
      throw new Error(`no code went to ${to}; messages went to: ${others.join(", ") || "nobody"}`);
    },
    clear: async () => {
      await settled();
      sms.clear();
      email.clear();
    },
  };
}
