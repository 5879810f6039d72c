import type { Channel, ConfigProblem } from "@sallyport/core";
import { checkOptions, matches, type OptionRule } from "../checked-options.ts";
import { webAddressProblems } from "../plain-http.ts";
import { callbackUrl, readCallback } from "./callback.ts";
import { createClient } from "./client.ts";
import { accountRules, type TwilioAccountOptions } from "./options.ts";
import { statusOf } from "./status.ts";

/** For SMS by Twilio's Messages API. One of `from` and `messagingServiceSid` is needed. */
export interface TwilioOptions extends TwilioAccountOptions {
  /** A number of yours in E.164, a short code, or an alphanumeric sender. */
  readonly from?: string;
  /** `MG…`: Twilio chooses the sender. */
  readonly messagingServiceSid?: string;
  /**
   * The public URL of `deliveryWebhooks()` for this channel, exactly as Twilio has to call it. `?message=<our id>` is
   * appended. Without it nothing is reported, and no call-back is believed.
   */
  readonly statusCallback?: string;
}

const STATUS_CALLBACK = 'Write the public URL, for example "https://acme.example/api/v1/mfa/webhooks/twilio"';

const rules: Readonly<Record<string, OptionRule>> = {
  ...accountRules,
  from: {
    accepts: matches(/^(?:\+[1-9]\d{6,14}|\d{3,8}|(?=.*[a-z])[a-z0-9 &+_-]{1,11})$/i),
    remedy: 'Write a number in E.164, for example "+15005550006", a short code, or a sender of at most 11 characters',
  },
  messagingServiceSid: {
    accepts: matches(/^MG[0-9a-f]{32}$/i),
    remedy: "Write the SID of the messaging service, MG and 32 digits",
  },
  // Looked at below: plain http is a problem with a code of its own.
  statusCallback: { accepts: () => true, remedy: STATUS_CALLBACK },
};

/**
 * Sends SMS with Twilio's Messages API and the package `twilio`, which is yours to install. Nothing is repeated: a message
 * is never sent twice. Numbers that are invalid, landlines or unsubscribed fail for good; everything else may pass.
 *
 * Its call-backs come as `twilio`; their signature is checked against `statusCallback`.
 *
 * @throws `SallyportConfigError` for malformed options (all at once), and `CONFIG-PACKAGE-MISSING` without the package.
 *
 * @example
 * ```ts
 * import { twilioChannel } from "@sallyport/delivery";
 *
 * const sms = await twilioChannel({
 *   accountSid: process.env["TWILIO_ACCOUNT_SID"] ?? "",
 *   authToken: process.env["TWILIO_AUTH_TOKEN"] ?? "",
 *   from: "+15005550006",
 *   statusCallback: "https://acme.example/api/v1/mfa/webhooks/twilio",
 * });
 * ```
 */
export async function twilioChannel(options: TwilioOptions): Promise<Channel> {
  checkOptions({
    factory: "twilioChannel",
    options,
    rules,
    others: (given) => [
      ...senderProblems(given.get("from"), given.get("messagingServiceSid")),
      ...webAddressProblems({
        option: "twilioChannel.statusCallback",
        value: given.get("statusCallback"),
        remedy: STATUS_CALLBACK,
      }),
    ],
  });
  const { name = "twilio", from, messagingServiceSid, statusCallback, authToken, timeoutSeconds = 3 } = options;
  const { call, validateRequest } = await createClient({ ...options, timeoutSeconds });
  const sender = { ...(from === undefined ? {} : { from }), ...(messagingServiceSid ? { messagingServiceSid } : {}) };

  const channel: Channel = {
    name,
    send: async ({ id, to, text, signal }) => {
      const reports = statusCallback === undefined ? {} : { statusCallback: callbackUrl(statusCallback, id) };
      const message = await call(({ messages }) => messages.create({ to, body: text, ...sender, ...reports }), signal);
      return { id: message.sid, status: statusOf(message.status, undefined) === "sent" ? "sent" : "queued" };
    },
    status: async (id) => {
      const { status, errorCode } = await call(({ messages }) => messages(id).fetch());
      return statusOf(status, errorCode) ?? "queued";
    },
  };
  if (statusCallback === undefined) return channel;
  return {
    ...channel,
    receive: async (callback) =>
      callback.provider === name ? readCallback({ callback, statusCallback, authToken, validateRequest }) : undefined,
  };
}

function senderProblems(from: unknown, messagingServiceSid: unknown): readonly ConfigProblem[] {
  if ((from === undefined) !== (messagingServiceSid === undefined)) return [];
  const isMissing = from === undefined;
  return [
    {
      code: isMissing ? "CONFIG-OPTION-MISSING" : "CONFIG-OPTION-TWICE",
      option: "twilioChannel.from",
      reason: isMissing ? "it is missing, and so is messagingServiceSid" : "messagingServiceSid is given as well",
      remedy: "Write one of from and messagingServiceSid",
    },
  ];
}
