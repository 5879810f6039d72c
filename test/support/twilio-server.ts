import type { TwilioHttpClient } from "@sallyport/delivery";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import twilio from "twilio";

/** The account that the server knows. */
export const TWILIO_ACCOUNT = { accountSid: `AC${"a".repeat(32)}`, authToken: "t".repeat(32) } as const;

/** A Verify service and a sender that it knows. */
export const VERIFY_SERVICE: string = `VA${"b".repeat(32)}`;
export const TWILIO_NUMBER = "+15005550006";

/**
 * What it does with requests from now on: `hang` never answers, `slow` answers after half a second, `twice` sends each
 * call-back twice. A number is a code of Twilio's, with which messages are refused.
 */
export type TwilioMode = "ok" | "hang" | "slow" | "500" | "429" | "twice" | number;

/** A message or a code that it has accepted. */
export interface AcceptedMessage {
  readonly sid: string;
  readonly to: string;
  /** Of a message; Verify has none, since the text is Twilio's. */
  readonly body?: string;
  readonly from?: string;
  readonly messagingServiceSid?: string;
  readonly statusCallback?: string;
  readonly customCode?: string;
  readonly locale?: string;
  /** As the API shows it; call-backs and approvals change it. */
  readonly status: string;
}

/** A status call-back to send. */
export interface TwilioCallback {
  /** Of the message; the newest without it. */
  readonly sid?: string;
  readonly status: string;
  readonly errorCode?: number;
  /** Where the app listens, if that is not where `statusCallback` leads. What is signed stays as it is. */
  readonly origin?: string;
  /** Instead of the right one: to try what must be refused. */
  readonly signature?: string;
  /** Instead of the path that is signed: the same. */
  readonly path?: string;
}

/** Twilio on loopback: the Messages API and Verify v2. */
export interface TwilioServer {
  readonly url: string;
  /** Accepted, newest last. */
  readonly sent: readonly AcceptedMessage[];
  /** How many requests came, accepted or not. */
  readonly requests: number;
  /** How many of them were given up by the client before there was an answer. */
  readonly abandoned: number;
  mode(name: TwilioMode): void;
  /** The SDK's own client, led here. */
  httpClient(): TwilioHttpClient;
  /** Posts a signed status call-back and returns what was answered, once for each time it was sent. */
  callback(callback: TwilioCallback): Promise<readonly number[]>;
  close(): Promise<void>;
}

export async function startTwilioServer(): Promise<TwilioServer> {
  const sent: AcceptedMessage[] = [];
  let mode: TwilioMode = "ok";
  let requests = 0;
  let abandoned = 0;

  const server = createServer((req, res) => {
    requests += 1;
    res.on("close", () => {
      if (!res.writableEnded) abandoned += 1;
    });
    void answer(req, res);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(req));
    if (mode === "hang") return;
    if (mode === "slow") await sleep(500);
    const send = (status: number, body: object): void => {
      res.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    };
    const refuse = (status: number, code: number, message: string): void => {
      send(status, { status, code, message, more_info: "" });
    };

    const password = Buffer.from((req.headers.authorization ?? "").slice("Basic ".length), "base64").toString();
    if (password !== `${TWILIO_ACCOUNT.accountSid}:${TWILIO_ACCOUNT.authToken}`) refuse(401, 20003, "Authenticate");
    else if (mode === "500") refuse(500, 20500, "Internal Server Error");
    else if (mode === "429") refuse(429, 20429, "Too Many Requests");
    // Twilio's own words, which repeat the number.
    else if (typeof mode === "number")
      refuse(400, mode, `${mode === 60_200 ? "Invalid parameter `To`" : "The 'To' number"}: ${form.get("To") ?? ""}`);
    else act(req, form, send);
  }

  function act(req: IncomingMessage, form: URLSearchParams, send: (status: number, body: object) => void): void {
    const [path = ""] = (req.url ?? "").split("?", 1);
    const collection = /\/(?<kind>Messages|Verifications)(?:\.json)?$/.exec(path)?.groups?.["kind"];
    if (collection !== undefined) {
      const message = accept(form, collection === "Messages" ? "SM" : "VE");
      sent.push(message);
      send(201, show(message));
      return;
    }
    const known = sent.findIndex(({ sid }) => path.includes(`/${sid}`));
    const message = sent[known];
    if (!message) send(404, { status: 404, code: 20404, message: "The requested resource was not found" });
    else send(200, show((sent[known] = { ...message, status: form.get("Status") ?? message.status })));
  }

  function accept(form: URLSearchParams, kind: "SM" | "VE"): AcceptedMessage {
    const fields = Object.fromEntries(
      ["Body", "From", "MessagingServiceSid", "StatusCallback", "CustomCode", "Locale"].flatMap((name) =>
        form.has(name) ? [[name.charAt(0).toLowerCase() + name.slice(1), form.get(name)]] : [],
      ),
    ) as Partial<AcceptedMessage>;
    const sid = kind + (sent.length + 1).toString(16).padStart(32, "0");
    return { ...fields, sid, to: form.get("To") ?? "", status: kind === "SM" ? "queued" : "pending" };
  }

  async function callback(given: TwilioCallback): Promise<readonly number[]> {
    const index = given.sid === undefined ? sent.length - 1 : sent.findIndex(({ sid }) => sid === given.sid);
    const message = sent[index];
    if (message?.statusCallback === undefined) throw new Error("no such message, or it asked for no call-backs");
    sent[index] = { ...message, status: given.status };
    const form: Readonly<Record<string, string>> = {
      AccountSid: TWILIO_ACCOUNT.accountSid,
      ...(given.errorCode === undefined ? {} : { ErrorCode: String(given.errorCode) }),
      MessageSid: message.sid,
      MessageStatus: given.status,
      To: message.to,
    };
    const signedUrl = new URL(message.statusCallback);
    const target = new URL(given.path ?? signedUrl.pathname + signedUrl.search, given.origin ?? signedUrl.origin);
    const answers: number[] = [];
    for (let time = 0; time < (mode === "twice" ? 2 : 1); time += 1) {
      const response = await fetch(target, {
        method: "POST",
        headers: { "X-Twilio-Signature": given.signature ?? sign(message.statusCallback, form) },
        body: new URLSearchParams(form),
      });
      answers.push(response.status);
    }
    return answers;
  }

  return {
    url,
    sent,
    get requests() {
      return requests;
    },
    get abandoned() {
      return abandoned;
    },
    mode: (name) => {
      mode = name;
    },
    httpClient: () => createHttpClient(url),
    callback,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The SDK knows no other address than Twilio's: its client is told another one at the last moment. */
function createHttpClient(base: string): TwilioHttpClient {
  const client = new twilio.RequestClient();
  const request = client.request.bind(client);
  return Object.assign(client, {
    request: (options: Parameters<typeof request>[0]) => {
      const { pathname, search } = new URL(options.uri);
      return request({ ...options, uri: base + pathname + search });
    },
  });
}

/** https://www.twilio.com/docs/usage/security#validating-requests, not by the function that is under test. */
function sign(url: string, form: Readonly<Record<string, string>>): string {
  const fields = Object.keys(form)
    .sort()
    .map((name) => `${name}${form[name] ?? ""}`);
  return createHmac("sha1", TWILIO_ACCOUNT.authToken)
    .update(url + fields.join(""))
    .digest("base64");
}

/** The API's form of a message. */
function show({ sid, to, status }: AcceptedMessage): object {
  const now = new Date();
  return { sid, to, status, date_created: now.toUTCString(), date_updated: now.toUTCString(), num_segments: "1" };
}
