import type { DeliveryReport, DeliveryStatus } from "@sallyport/core";
import { jsonObject } from "./envelope.ts";

/** The tag of a mail that holds our id of it. */
export const MESSAGE_TAG = "sallyport-message";

/**
 * Reads an event of a configuration set (`eventType`) or a notification of an identity (`notificationType`). Empty for
 * everything that says nothing of a delivery, such as the plain sentence with which SES tries the topic out.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export function reportsOf(message: string, openTracking: boolean): readonly DeliveryReport[] {
  const event = jsonObject(message) ?? {};
  const status = statusOf(event, openTracking);
  if (status === undefined) return [];
  const mail = objectIn(event, "mail");
  const providerId = mail["messageId"];
  const tag = objectIn(mail, "tags")[MESSAGE_TAG];
  const messageId: unknown = Array.isArray(tag) ? tag[0] : undefined;
  return [
    {
      ...(typeof messageId === "string" ? { messageId } : {}),
      ...(typeof providerId === "string" ? { providerId } : {}),
      status,
    },
  ];
}

function statusOf(event: Readonly<Record<string, unknown>>, openTracking: boolean): DeliveryStatus | undefined {
  switch (event["eventType"] ?? event["notificationType"]) {
    case "Send":
      return "sent";
    case "Delivery":
      return "delivered";
    case "Open":
      return openTracking ? "opened" : undefined;
    case "Complaint":
      return "complained";
    case "Bounce":
      // `Transient` and `Undetermined`: a full mailbox, a server that was away. The next mail may arrive.
      return objectIn(event, "bounce")["bounceType"] === "Permanent" ? "bounced" : "failed";
    case "Reject":
    case "Rendering Failure":
      return "failed";
    default:
      return undefined;
  }
}

function objectIn(holder: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const value = holder[name];
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
