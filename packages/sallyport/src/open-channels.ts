import { SallyportConfigError, type Channel, type Channels, type ConfigProblem } from "@sallyport/core";
import { consoleChannel, smtpChannel, twilioChannel } from "@sallyport/delivery";
import type { AllOptions } from "./merge-environment.ts";

/** The channels of one suite, and how to close those that were opened here. */
export interface OpenChannels {
  readonly channels: Channels;
  readonly problems: readonly ConfigProblem[];
  /** Those that nobody has asked for: a developer's console in the place of what is not set up. */
  readonly standIns: readonly (keyof Channels)[];
  close(): Promise<void>;
}

/** What the options name; else what the environment names; else, in development, the console. */
export async function openChannels(all: Partial<AllOptions>): Promise<OpenChannels> {
  const given = all.channels ?? {};
  const problems: ConfigProblem[] = [];
  const own = {
    sms: given.sms ? undefined : await opened(problems, () => openTwilio(all)),
    email: given.email ? undefined : await opened(problems, () => openSmtp(all)),
  };
  const isDevelopment = process.env["NODE_ENV"] !== "production";
  const standIns = (["sms", "email"] as const).filter((type) => isDevelopment && !given[type] && !own[type]);
  const fallback = standIns.length > 0 ? consoleChannel() : undefined;
  const found = (["sms", "email"] as const).flatMap((type) => {
    const channel = own[type] ?? (standIns.includes(type) ? fallback : undefined);
    return channel ? [[type, channel] as const] : [];
  });
  // Names that nobody knows stay in, and are refused with the rest.
  const channels = { ...given, ...Object.fromEntries(found) };
  return {
    channels,
    problems,
    standIns,
    close: async () => {
      await Promise.all([own.sms?.close?.(), own.email?.close?.()]);
    },
  };
}

/** A channel that can't be opened is a problem among the others. */
async function opened(
  problems: ConfigProblem[],
  open: () => Promise<Channel | undefined>,
): Promise<Channel | undefined> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof SallyportConfigError)) throw error;
    problems.push(...error.problems);
    return REFUSED;
  }
}

/** Stands where a channel was wanted and refused: that nothing is there is not what is wrong. Nothing starts with it. */
const REFUSED: Channel = { name: "refused", send: () => Promise.reject(new Error("it has refused to start")) };

async function openTwilio({ twilio }: Partial<AllOptions>): Promise<Channel | undefined> {
  if (!twilio) return undefined;
  const { accountSid, authToken, from, statusCallback } = twilio;
  const missing = [
    ...(accountSid === undefined ? ["TWILIO_ACCOUNT_SID"] : []),
    ...(authToken === undefined ? ["TWILIO_AUTH_TOKEN"] : []),
    ...(from === undefined ? ["TWILIO_PHONE_NUMBER"] : []),
  ];
  if (accountSid === undefined || authToken === undefined || from === undefined)
    throw new SallyportConfigError([missingName(missing.join(", "), "TWILIO_…")]);
  return twilioChannel({ accountSid, authToken, from, ...(statusCallback === undefined ? {} : { statusCallback }) });
}

async function openSmtp({ smtp, origin, issuer }: Partial<AllOptions>): Promise<Channel | undefined> {
  if (!smtp) return undefined;
  if (smtp.url === undefined) throw new SallyportConfigError([missingName("SMTP_URL", "SMTP_FROM")]);
  return smtpChannel({ url: smtp.url, from: smtp.from ?? defaultSender(origin, issuer) });
}

function missingName(option: string, set: string): ConfigProblem {
  return {
    code: "CONFIG-ENVIRONMENT-MISSING",
    option,
    reason: `it is not set, although ${set} is`,
    remedy: "Set all of them, or none",
  };
}

/** A wrong origin has a problem of its own. */
function defaultSender(origin: unknown, issuer: unknown): string {
  const [first] = [origin].flat();
  const host = typeof first === "string" && URL.canParse(first) ? new URL(first).hostname : "localhost";
  const name = typeof issuer === "string" ? issuer.replace(/[^\p{L}\p{N} .-]/gu, "").trim() : "";
  return name === "" ? `no-reply@${host}` : `${name} <no-reply@${host}>`;
}
