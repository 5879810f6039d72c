import { CallbackRefusedError, type DeliveryReport, type ProviderCallback } from "@sallyport/core";
import type { TwilioClient } from "./client.ts";
import { statusOf } from "./status.ts";

/** The URL that Twilio is given for one message. Twilio signs it as it stands, query and all. */
export function callbackUrl(statusCallback: string, messageId: string): string {
  return `${statusCallback}${statusCallback.includes("?") ? "&" : "?"}message=${encodeURIComponent(messageId)}`;
}

/**
 * Reads a status call-back. The URL that was signed is the configured origin with the path as it came: `Host` and
 * `X-Forwarded-Proto` are the sender's to choose, so they are not asked.
 */
export function readCallback({
  callback,
  statusCallback,
  authToken,
  validateRequest,
}: {
  readonly callback: ProviderCallback;
  readonly statusCallback: string;
  readonly authToken: string;
  readonly validateRequest: TwilioClient["validateRequest"];
}): readonly DeliveryReport[] {
  const configured = new URL(statusCallback);
  const [path] = callback.path.split("?", 1);
  if (path !== configured.pathname) throw new CallbackRefusedError("the path is not that of statusCallback");

  const form = formOf(callback.body);
  const signature = callback.headers["x-twilio-signature"] ?? "";
  if (!validateRequest(authToken, signature, configured.origin + callback.path, form))
    throw new CallbackRefusedError("X-Twilio-Signature does not fit");

  const status = statusOf(form["MessageStatus"], form["ErrorCode"]);
  if (status === undefined) return [];
  const messageId = new URL(configured.origin + callback.path).searchParams.get("message");
  const providerId = form["MessageSid"];
  return [
    {
      ...(messageId === null ? {} : { messageId }),
      ...(typeof providerId === "string" ? { providerId } : {}),
      status,
    },
  ];
}

/** A name that comes more than once has all of its values: they are signed together. */
function formOf(body: string): Readonly<Record<string, string | string[]>> {
  const form = new URLSearchParams(body);
  const values = [...new Set(form.keys())].map((name): [string, string | string[]] => {
    const all = form.getAll(name);
    return [name, all.length === 1 ? all.join("") : all];
  });
  return Object.fromEntries(values);
}
