import { CallbackRefusedError } from "@sallyport/core";
import { verify, type KeyObject } from "node:crypto";
import type { Envelope } from "./envelope.ts";

// Written here, since the packages for it (sns-validator 0.3.5, sns-payload-validator 2.1.0) fetch certificates without a
// deadline, keep what any status answers with, and let nobody else do the fetching.

const ALGORITHMS: Readonly<Record<string, string>> = { "1": "RSA-SHA1", "2": "RSA-SHA256" };

const OF_A_NOTIFICATION = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"] as const;
const OF_A_SUBSCRIPTION = [
  ...(["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"] as const),
];

/**
 * What SNS signs: names and values, each on a line of its own, in this order.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export function signedText(envelope: Envelope): string {
  const names = envelope.Type === "Notification" ? OF_A_NOTIFICATION : OF_A_SUBSCRIPTION;
  return names.flatMap((name) => (envelope[name] === undefined ? [] : [`${name}\n${envelope[name]}\n`])).join("");
}

/** Throws where this is not what the owner of the key has signed. */
export function checkSignature(envelope: Envelope, key: KeyObject): void {
  const algorithm = Object.hasOwn(ALGORITHMS, envelope.SignatureVersion) && ALGORITHMS[envelope.SignatureVersion];
  if (!algorithm) throw new CallbackRefusedError("SignatureVersion is neither 1 nor 2");
  const signature = Buffer.from(envelope.Signature, "base64");
  if (!verify(algorithm, Buffer.from(signedText(envelope)), key, signature))
    throw new CallbackRefusedError("the signature of SNS does not fit");
}
