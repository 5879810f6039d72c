import type { ConfigProblem } from "@sallyport/core";
import type { OptionRule } from "../checked-options.ts";
import { isLoopback } from "../plain-http.ts";

const OPTION = "smtpChannel.url";
const REMEDY = 'Write "smtp://user:password@host:587", or "smtps://…" for TLS from the first byte';

/** A mail server, and how to talk to it. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. */
  readonly secure: boolean;
  /** Nothing is sent, the password neither, before STARTTLS has worked. */
  readonly requireTLS: boolean;
  /** STARTTLS is not even tried: on loopback, where a certificate would be a self-made one. */
  readonly ignoreTLS: boolean;
  readonly auth?: { readonly user: string; readonly pass: string };
}

/** Reads the address of a mail server. Undefined where it is none. */
export function parseMailServer(url: unknown, allowInsecure: boolean): MailServer | undefined {
  if (typeof url !== "string" || !URL.canParse(url)) return undefined;
  const { protocol, hostname, port, pathname, search, hash, username, password } = new URL(url);
  const secure = protocol === "smtps:";
  if ((!secure && protocol !== "smtp:") || hostname === "" || /[^/]/.test(pathname + search + hash)) return undefined;
  const auth = credentialsOf(username, password);
  if (auth === null) return undefined;
  const isHere = isLoopback(hostname);
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: !secure && !isHere && !allowInsecure,
    ignoreTLS: !secure && isHere,
    ...(auth === undefined ? {} : { auth }),
  };
}

/** Null where an escape is broken. */
function credentialsOf(username: string, password: string): { user: string; pass: string } | undefined | null {
  if (username === "") return undefined;
  try {
    return { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  } catch {
    return null;
  }
}

/** What is wrong with `url`. Its value is never shown: it holds the password. */
export function mailServerProblems(url: unknown): readonly ConfigProblem[] {
  if (url === undefined || parseMailServer(url, false)) return [];
  return [{ code: "CONFIG-OPTION-INVALID", option: OPTION, reason: "the value is not accepted", remedy: REMEDY }];
}

/** For the list of options; what it has to look like is said above. */
export const urlRule: OptionRule = { accepts: () => true, remedy: REMEDY, required: true };
