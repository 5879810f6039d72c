import { CallbackRefusedError, type DeliveryReport } from "@sallyport/core";
import { within } from "../time-limit.ts";
import { parseEnvelope } from "./envelope.ts";
import type { HttpFetch } from "./http-fetch.ts";
import { reportsOf } from "./ses-events.ts";
import { checkSignature } from "./signature.ts";
import { createSigningKeys } from "./signing-keys.ts";
import { hostOf, onHost } from "./topic.ts";

/**
 * Reads what SNS posts: notifications of SES become reports, and a subscription to the topic is confirmed. Anything that
 * is not signed, or of another topic, is refused: everybody with an account at AWS can have SNS sign something.
 */
export function createNotificationReader({
  topicArn,
  openTracking = false,
  seconds,
  fetch = globalThis.fetch,
}: {
  readonly topicArn: string;
  readonly openTracking?: boolean;
  readonly seconds: number;
  readonly fetch?: HttpFetch;
}): (body: string) => Promise<readonly DeliveryReport[]> {
  const host = hostOf(topicArn);
  const keyAt = createSigningKeys({ host, fetch, seconds });

  async function confirm(address: string | undefined): Promise<void> {
    const url = onHost(address, host);
    if (!url) throw new CallbackRefusedError("SubscribeURL is not one of SNS");
    const { ok, status } = await within({ seconds }, (signal) => fetch(url.href, { signal, redirect: "error" }));
    if (!ok) throw new Error(`the subscription was not confirmed (status ${status})`);
  }

  return async (body) => {
    const envelope = parseEnvelope(body);
    if (envelope.TopicArn !== topicArn) throw new CallbackRefusedError("it is of another topic");
    checkSignature(envelope, await keyAt(envelope.SigningCertURL));
    if (envelope.Type === "Notification") return reportsOf(envelope.Message, openTracking);
    if (envelope.Type === "SubscriptionConfirmation") await confirm(envelope.SubscribeURL);
    return [];
  };
}
