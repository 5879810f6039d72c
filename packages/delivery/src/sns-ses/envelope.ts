import { CallbackRefusedError } from "@sallyport/core";

/** What SNS posts. */
export interface Envelope {
  readonly Type: string;
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Message: string;
  readonly Timestamp: string;
  readonly SignatureVersion: string;
  readonly Signature: string;
  readonly SigningCertURL: string;
  readonly Subject?: string;
  readonly SubscribeURL?: string;
  readonly Token?: string;
}

const REQUIRED = [
  ...(["Type", "MessageId", "TopicArn", "Message", "Timestamp"] as const),
  ...(["SignatureVersion", "Signature", "SigningCertURL"] as const),
];
const OPTIONAL = ["Subject", "SubscribeURL", "Token"] as const;

/** Reads a post before anybody has believed it. With raw delivery there is no envelope, and no signature. */
export function parseEnvelope(body: string): Envelope {
  const values = jsonObject(body) ?? {};
  const isEnvelope =
    REQUIRED.every((name) => typeof values[name] === "string") &&
    OPTIONAL.every((name) => values[name] === undefined || typeof values[name] === "string");
  if (!isEnvelope) throw new CallbackRefusedError("this is no message of SNS");
  return values as unknown as Envelope;
}

/** Undefined for what is no JSON, or no object. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
