import type { HttpFetch } from "@sallyport/delivery";
import { createSign, generateKeyPairSync, randomUUID, sign, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** The topic that it posts for, and the region of everything here. */
export const TOPIC_ARN = "arn:aws:sns:eu-west-1:123456789012:sallyport";
const HOST = "https://sns.eu-west-1.amazonaws.com";
const CERTIFICATE = `${HOST}/SimpleNotificationService-0123456789abcdef.pem`;

/** For the options of `snsChannel` and `sesChannel`. */
export const AWS_ACCOUNT = {
  region: "eu-west-1",
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
} as const;

/** What the APIs do from now on: `hang` never answers, an error is one of AWS', for example `{ error: "Throttling" }`. */
export type AwsMode = "ok" | "hang" | { readonly error: string; readonly message?: string; readonly status?: number };

/** How a post differs from a good one. */
export interface SnsPost {
  /** Of the signature: 1 (SHA-1) or 2 (SHA-256, the default). */
  readonly version?: string;
  /** Put in before it is signed. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Put in afterwards: to try what must be refused. */
  readonly tampered?: Readonly<Record<string, string | undefined>>;
}

/** Amazon on loopback: the APIs of SNS and SES, and the host that posts of a topic are signed by. */
export interface SnsServer {
  /** For the option `endpoint`. */
  readonly url: string;
  /** For the option `fetch` of `sesChannel`: what goes to the host of SNS comes here, everything else fails. */
  readonly fetch: HttpFetch;
  /** Calls of the APIs that were accepted, newest last: SMS by their form, mails by their JSON. */
  readonly sent: readonly Readonly<Record<string, unknown>>[];
  /** Everything that was fetched, newest last. */
  readonly fetched: readonly string[];
  /** How many requests of the APIs came, accepted or not. */
  readonly requests: number;
  /** How many of them were given up by the client before there was an answer. */
  readonly abandoned: number;
  mode(mode: AwsMode): void;
  /** Posts a notification with this text, or event of SES, to an address, and returns the status of the answer. */
  post(target: string, message: string | object, how?: SnsPost): Promise<number>;
  /** Asks the address whether it wants the posts of the topic. `fetched` shows whether it has answered. */
  subscribe(target: string, how?: SnsPost): Promise<number>;
  close(): Promise<void>;
}

/** Made once in a process, since that takes a while. */
let identity: ReturnType<typeof createIdentity> | undefined;

function createIdentity(): { readonly privateKey: KeyObject; readonly certificate: string } {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { privateKey, certificate: selfSigned(privateKey, publicKey) };
}

export async function startSnsServer(): Promise<SnsServer> {
  const { privateKey, certificate } = (identity ??= createIdentity());
  const sent: Record<string, unknown>[] = [];
  const fetched: string[] = [];
  let mode: AwsMode = "ok";
  let requests = 0;
  let abandoned = 0;

  const server = createServer((req, res) => {
    void (req.method === "GET" ? serve(req, res) : answer(req, res));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    fetched.push(HOST + (req.url ?? ""));
    if (mode === "hang") return;
    const isCertificate = HOST + (req.url ?? "") === CERTIFICATE;
    const isSubscription = req.url?.startsWith("/?Action=ConfirmSubscription") ?? false;
    res.writeHead(isCertificate || isSubscription ? 200 : 404).end(isCertificate ? certificate : "<Response/>");
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    requests += 1;
    res.on("close", () => {
      if (!res.writableEnded) abandoned += 1;
    });
    const body = await text(req);
    const isJson = req.url?.startsWith("/v2/") ?? false;
    if (mode === "hang") return;
    if (mode !== "ok") {
      const { error, message = "", status = 400 } = mode;
      const xml = `<ErrorResponse><Error><Type>Sender</Type><Code>${error}</Code><Message>${message}</Message></Error></ErrorResponse>`;
      res
        .writeHead(status, isJson ? { "x-amzn-errortype": error } : {})
        .end(isJson ? JSON.stringify({ message }) : xml);
      return;
    }
    sent.push(isJson ? (JSON.parse(body) as Record<string, unknown>) : Object.fromEntries(new URLSearchParams(body)));
    const id = `aws-${sent.length}`;
    const xml = `<PublishResponse><PublishResult><MessageId>${id}</MessageId></PublishResult></PublishResponse>`;
    res.writeHead(200).end(isJson ? JSON.stringify({ MessageId: id }) : xml);
  }

  async function deliver(
    target: string,
    fields: Readonly<Record<string, string>>,
    { version = "2", fields: changed = {}, tampered = {} }: SnsPost = {},
  ): Promise<number> {
    const signed: Readonly<Record<string, string>> = {
      MessageId: randomUUID(),
      TopicArn: TOPIC_ARN,
      Timestamp: new Date().toISOString(),
      SignatureVersion: version,
      SigningCertURL: CERTIFICATE,
      ...fields,
      ...changed,
    };
    const signer = createSign(version === "1" ? "RSA-SHA1" : "RSA-SHA256").update(signedText(signed));
    const envelope: Readonly<Record<string, string | undefined>> = {
      ...signed,
      Signature: signer.sign(privateKey, "base64"),
      ...tampered,
    };
    // SNS says that it is plain text.
    const headers = { "Content-Type": "text/plain; charset=UTF-8", "x-amz-sns-message-type": envelope["Type"] ?? "" };
    const response = await fetch(target, { method: "POST", headers, body: JSON.stringify(envelope) });
    return response.status;
  }

  return {
    url,
    fetch: async (address, options) => {
      if (!address.startsWith(`${HOST}/`)) throw new Error(`nobody may fetch ${address}`);
      return fetch(url + address.slice(HOST.length), options);
    },
    sent,
    fetched,
    get requests() {
      return requests;
    },
    get abandoned() {
      return abandoned;
    },
    mode: (next) => {
      mode = next;
    },
    post: async (target, message, how) =>
      deliver(
        target,
        { Type: "Notification", Message: typeof message === "string" ? message : JSON.stringify(message) },
        how,
      ),
    subscribe: async (target, how) =>
      deliver(
        target,
        {
          Type: "SubscriptionConfirmation",
          Message: "You have chosen to subscribe to the topic.",
          Token: "token",
          SubscribeURL: `${HOST}/?Action=ConfirmSubscription&TopicArn=${TOPIC_ARN}&Token=token`,
        },
        how,
      ),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html: in the order of the alphabet. */
function signedText(fields: Readonly<Record<string, string>>): string {
  const names = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
  return names.flatMap((name) => (fields[name] === undefined ? [] : [`${name}\n${fields[name]}\n`])).join("");
}

/** An X.509 certificate (RFC 5280, version 1), as node:crypto reads them but makes none. */
function selfSigned(privateKey: KeyObject, publicKey: KeyObject): string {
  const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
    const content = Buffer.concat(parts);
    const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
    return Buffer.concat([Buffer.from([tag, ...length]), content]);
  };
  const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
  const sha256WithRsa = Buffer.from("300d06092a864886f70d01010b0500", "hex");
  const name = sequence(der(0x31, sequence(Buffer.from("0603550403", "hex"), der(0x0c, Buffer.from("test")))));
  const validity = sequence(der(0x17, Buffer.from("200101000000Z")), der(0x17, Buffer.from("490101000000Z")));
  const key = publicKey.export({ type: "spki", format: "der" });
  const body = sequence(der(0x02, Buffer.from([1])), sha256WithRsa, name, validity, name, key);
  const signature = der(0x03, Buffer.from([0]), sign("sha256", body, privateKey));
  const base64 = sequence(body, sha256WithRsa, signature).toString("base64");
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
}
