import { consoleChannel, type Channels, type MethodType, type OutgoingMessage } from "sallyport";

/** What the demo offers, and what its codes go out with. */
export interface Sending {
  readonly methods: readonly MethodType[];
  /** None in production: there, Sallyport opens those of the environment. */
  readonly channels?: Channels;
  /** What was sent, newest first. Development only. */
  readonly outbox?: () => readonly OutgoingMessage[];
}

/** In development nothing leaves this computer; in production what can be sent depends on what is set up. */
export function chooseSending(env: NodeJS.ProcessEnv): Sending {
  return env["NODE_ENV"] === "production" ? { methods: methodsOf(env) } : keepHere();
}

/**
 * A method that is named without a channel refuses to start (CONFIG-CHANNEL-MISSING), so production names those that the
 * environment has one for: TWILIO_… for numbers, SMTP_URL for addresses.
 */
function methodsOf(env: NodeJS.ProcessEnv): readonly MethodType[] {
  const isSet = (name: string): boolean => (env[name] ?? "").trim() !== "";
  return [
    "totp",
    "webauthn",
    ...(isSet("TWILIO_ACCOUNT_SID") ? (["sms"] as const) : []),
    ...(isSet("SMTP_URL") ? (["email"] as const) : []),
    "backup_code",
  ];
}

function keepHere(): Sending {
  const channels = { sms: consoleChannel({ name: "sms" }), email: consoleChannel({ name: "email" }) };
  return {
    methods: ["totp", "webauthn", "sms", "email", "backup_code"],
    channels,
    // The ids of messages sort by the time of their making.
    outbox: () => [...channels.sms.outbox, ...channels.email.outbox].sort((a, b) => (a.id < b.id ? 1 : -1)),
  };
}
