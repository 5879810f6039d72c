import { SallyportConfigError, type Channel, type OutgoingMessage } from "@sallyport/core";
import { checkOptions, isA, nameRule } from "../checked-options.ts";
import { box } from "./printable.ts";

/** For the console of a developer. */
export interface ConsoleOptions {
  /** What operators see. Default `console`. */
  readonly name?: string;
  /** Prints each message to stderr. Default true. */
  readonly print?: boolean;
  /** How many messages are kept, the newest. Default 100. */
  readonly limit?: number;
}

/** A channel whose messages stay here. */
export interface ConsoleChannel extends Channel {
  /** What was sent, newest last. */
  readonly outbox: readonly OutgoingMessage[];
  /** Forgets what was sent. */
  clear(): void;
}

/**
 * For development and tests: messages go to the terminal and into `outbox`, and nowhere else. It takes numbers and
 * addresses alike.
 *
 * @throws `SallyportConfigError` where `NODE_ENV` is `production` (`CONFIG-CHANNEL-CONSOLE`): whoever reads the log could
 * sign in.
 *
 * @example
 * ```ts
 * import { consoleChannel } from "@sallyport/delivery";
 *
 * const sms = consoleChannel({ print: false });
 * const code = sms.outbox.at(-1)?.code;
 * ```
 */
export function consoleChannel(options: ConsoleOptions = {}): ConsoleChannel {
  refuseInProduction();
  checkOptions({
    factory: "consoleChannel",
    options,
    rules: {
      name: nameRule,
      print: { accepts: isA("boolean"), remedy: "Write true or false" },
      limit: {
        accepts: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 100_000,
        remedy: "Write a whole number from 1 to 100000",
      },
    },
  });
  const { name = "console", print = true, limit = 100 } = options;
  let outbox: readonly OutgoingMessage[] = [];

  return {
    name,
    get outbox() {
      return outbox;
    },
    clear: () => {
      outbox = [];
    },
    send: async ({ signal: _, ...message }) => {
      outbox = [...outbox, message].slice(-limit);
      if (print) process.stderr.write(describe(name, message));
      return { id: message.id, status: "sent" };
    },
  };
}

function describe(name: string, { to, subject, text }: OutgoingMessage): string {
  const heading = subject === undefined ? [] : [subject, ""];
  return box(`${name}: to ${to}`, [...heading, ...text.split(/\r?\n/)]);
}

function refuseInProduction(): void {
  if (process.env["NODE_ENV"] !== "production") return;
  throw new SallyportConfigError([
    {
      code: "CONFIG-CHANNEL-CONSOLE",
      option: "consoleChannel",
      reason: "NODE_ENV is production, and codes would be readable in the log",
      remedy: "Use twilioChannel, smtpChannel or another channel that sends",
    },
  ]);
}
