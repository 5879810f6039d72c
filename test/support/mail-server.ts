import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { SMTPServer, type SMTPServerSession } from "smtp-server";

/**
 * What it does from now on: `reject` knows no mailbox (550), `busy` has no time (450), `down` ends every connection,
 * `hang` says nothing after RCPT TO. A reply of one's own comes at RCPT TO or after the text, for example
 * `{ at: "data", reply: "554 5.7.1 no" }`.
 */
export type MailMode =
  "ok" | "reject" | "busy" | "down" | "hang" | { readonly at: "rcpt" | "data"; readonly reply: string };

/** A mail that it has taken. */
export interface ReceivedMail {
  /** Of the envelope. */
  readonly from: string;
  readonly to: readonly string[];
  /** By their names in lower case, unfolded, each as often as it came. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A mail server on loopback that keeps everything. */
export interface MailServer {
  /** For `smtpChannel`. */
  readonly url: string;
  /** Newest last. */
  readonly mails: readonly ReceivedMail[];
  /** How many connections were opened so far. */
  readonly connections: number;
  /** How many of them are open. */
  readonly open: number;
  /** How often somebody has shown a password. */
  readonly logins: number;
  mode(mode: MailMode): void;
  close(): Promise<void>;
}

/** It asks for `user` and `password` where `auth` is given, and never offers TLS. */
export async function startMailServer({ auth = false }: { readonly auth?: boolean } = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  let mode: MailMode = "ok";
  let connections = 0;
  let logins = 0;

  const server = new SMTPServer({
    authOptional: !auth,
    allowInsecureAuth: true,
    disabledCommands: auth ? ["STARTTLS"] : ["STARTTLS", "AUTH"],
    disableReverseLookup: true,
    onAuth: ({ username, password }, _session, done) => {
      logins += 1;
      if (username === "user" && password === "pass word") done(null, { user: username });
      else done(refusal("535 5.7.8 no"));
    },
    onRcptTo: (_address, _session, done) => {
      if (mode === "hang") return;
      done(refusalAt("rcpt"));
    },
    onData: (stream, session, done) => {
      void buffer(stream).then((bytes) => {
        const refused = refusalAt("data");
        if (!refused) mails.push(readMail(bytes.toString("latin1"), session));
        done(refused);
      });
    },
  });
  server.on("error", () => undefined);
  server.server.prependListener("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    if (mode === "down") socket.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");

  function refusalAt(place: "rcpt" | "data"): Error | null {
    if (typeof mode === "object") return mode.at === place ? refusal(mode.reply) : null;
    if (place === "rcpt" && mode === "reject") return refusal("550 5.1.1 no such mailbox");
    return place === "rcpt" && mode === "busy" ? refusal("450 4.2.1 busy, try again") : null;
  }

  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://${auth ? "user:pass%20word@" : ""}127.0.0.1:${port}`,
    mails,
    get connections() {
      return connections;
    },
    get open() {
      return sockets.size;
    },
    get logins() {
      return logins;
    },
    mode: (next) => {
      mode = next;
      if (mode === "down") for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function refusal(reply: string): Error {
  return Object.assign(new Error(reply.slice(4)), { responseCode: Number(reply.slice(0, 3)) });
}

/** As much of MIME as programs that send codes make use of (RFC 2045 to 2047). */
function readMail(raw: string, { envelope }: SMTPServerSession): ReceivedMail {
  const part = readPart(raw);
  return {
    from: envelope.mailFrom === false ? "" : envelope.mailFrom.address,
    to: envelope.rcptTo.map(({ address }) => address),
    headers: part.headers,
    subject: decodeWords(part.headers["subject"]?.[0] ?? ""),
    ...bodiesOf(part),
  };
}

interface Part {
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
}

function readPart(raw: string): Part {
  const end = raw.indexOf("\r\n\r\n");
  const headers: Record<string, string[]> = {};
  for (const line of raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, " ")
    .split("\r\n")) {
    const [name = ""] = line.split(":", 1);
    (headers[name.toLowerCase()] ??= []).push(line.slice(name.length + 1).trim());
  }
  return { headers, body: raw.slice(end + 4) };
}

function bodiesOf({ headers, body }: Part): { readonly text: string; readonly html: string } {
  const type = headers["content-type"]?.[0] ?? "text/plain";
  const boundary = /boundary="?(?<boundary>[^";]+)"?/.exec(type)?.groups?.["boundary"];
  if (boundary !== undefined) {
    const inside = body.split(`--${boundary}`).slice(1, -1);
    const found = inside.map((each) => bodiesOf(readPart(each.replace(/^\r\n/, ""))));
    return { text: found.map(({ text }) => text).join(""), html: found.map(({ html }) => html).join("") };
  }
  const decoded = decodeBody(body, headers["content-transfer-encoding"]?.[0]).replaceAll("\r\n", "\n").trimEnd();
  return type.startsWith("text/html") ? { text: "", html: decoded } : { text: decoded, html: "" };
}

function decodeBody(body: string, encoding = "7bit"): string {
  if (encoding === "base64") return Buffer.from(body, "base64").toString();
  return encoding === "quoted-printable" ? decodeQuoted(body.replace(/=\r\n/g, "")) : body;
}

function decodeQuoted(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}

function decodeWords(header: string): string {
  return header
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, encoding: string, word: string) =>
      /b/i.test(encoding) ? Buffer.from(word, "base64").toString() : decodeQuoted(word.replaceAll("_", " ")),
    );
}
