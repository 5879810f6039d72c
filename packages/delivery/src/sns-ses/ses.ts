import type { SendEmailCommandInput } from "@aws-sdk/client-sesv2";
import type { Channel, ConfigProblem, OutgoingMessage } from "@sallyport/core";
import { checkOptions, isA, matches, type OptionRule } from "../checked-options.ts";
import { headerLine, recipientOf, senderAddress } from "../e-mail-address.ts";
import { loadPackage } from "../load-package.ts";
import { webAddressProblems } from "../plain-http.ts";
import { within } from "../time-limit.ts";
import { awsRules, clientConfig, ENDPOINT, toDeliveryError, type AwsOptions } from "./aws.ts";
import { createNotificationReader } from "./notifications.ts";
import { MESSAGE_TAG } from "./ses-events.ts";
import type { HttpFetch } from "./http-fetch.ts";
import { TOPIC_ARN } from "./topic.ts";

/** For e-mail by Amazon SES. */
export interface SesOptions extends AwsOptions {
  /** `no-reply@acme.example`, or `Acme Bank <no-reply@acme.example>`. */
  readonly from: string;
  /** The configuration set whose events go to the topic. */
  readonly configurationSet?: string;
  /**
   * The SNS topic that SES reports to, with `deliveryWebhooks()` subscribed to it over HTTPS (without raw delivery).
   * Reports of any other topic are refused. Without it nothing is reported.
   */
  readonly topicArn?: string;
  /**
   * Whether it is remembered that a mail was opened. Default false. SES learns it from a picture in the mail, which tells
   * when and where somebody reads; mail programs load it by themselves as well. So it costs privacy and proves nothing:
   * Sallyport keeps it in `mfa_deliveries.status` and never decides by it. Leave `OPEN` out of the events of the configuration set as
   * well: SES adds the picture if it is there.
   */
  readonly openTracking?: boolean;
  /** How the certificates of SNS are fetched, and subscriptions confirmed: for proxies and tests. Default: `fetch`. */
  readonly fetch?: HttpFetch;
}

const rules: Readonly<Record<string, OptionRule>> = {
  ...awsRules,
  from: {
    accepts: (value) => senderAddress(value) !== undefined,
    remedy: 'Write one address, for example "Acme Bank <no-reply@acme.example>"',
    required: true,
  },
  configurationSet: { accepts: matches(/^[\w-]{1,64}$/), remedy: "Write the name of the configuration set" },
  topicArn: { accepts: matches(TOPIC_ARN), remedy: 'Write "arn:aws:sns:<region>:<account>:<name>"' },
  openTracking: { accepts: isA("boolean"), remedy: "Write true or false" },
  fetch: { accepts: isA("function"), remedy: "Pass a function like fetch" },
};

/**
 * Sends e-mail with Amazon SES and the package `@aws-sdk/client-sesv2`, which is yours to install. Nothing is repeated.
 * What becomes of a mail comes as `ses` from the SNS topic; its signature is checked.
 *
 * @throws `SallyportConfigError` for malformed options (all at once), and `CONFIG-PACKAGE-MISSING` without the package.
 *
 * @example
 * ```ts
 * import { sesChannel } from "@sallyport/delivery";
 *
 * const email = await sesChannel({
 *   region: "eu-west-1",
 *   from: "Acme Bank <no-reply@acme.example>",
 *   configurationSet: "sallyport",
 *   topicArn: "arn:aws:sns:eu-west-1:123456789012:sallyport",
 * });
 * ```
 */
export async function sesChannel(options: SesOptions): Promise<Channel> {
  checkOptions({
    factory: "sesChannel",
    options,
    rules,
    others: (given) => [
      ...webAddressProblems({ option: "sesChannel.endpoint", value: given.get("endpoint"), remedy: ENDPOINT }),
      ...trackingProblems(given),
    ],
  });
  const { name = "ses", from, configurationSet, topicArn, timeoutSeconds: seconds = 3 } = options;
  const sdk = await loadPackage("@aws-sdk/client-sesv2", () => import("@aws-sdk/client-sesv2"));
  const client = new sdk.SESv2Client(clientConfig(options));
  const read = topicArn === undefined ? undefined : createNotificationReader({ ...options, topicArn, seconds });

  const channel: Channel = {
    name,
    send: async (message) => {
      const command = new sdk.SendEmailCommand({
        FromEmailAddress: from,
        ...(configurationSet === undefined ? {} : { ConfigurationSetName: configurationSet }),
        ...contentOf(message),
      });
      try {
        const { MessageId = "" } = await within({ seconds, signal: message.signal }, (abortSignal) =>
          client.send(command, { abortSignal }),
        );
        return { id: MessageId, status: "sent" };
      } catch (error) {
        // SES takes every address, and reports those that do not exist as bounces: no refusal speaks of the mailbox.
        throw toDeliveryError(error);
      }
    },
    close: async () => {
      client.destroy();
    },
  };
  if (!read) return channel;
  return { ...channel, receive: async (callback) => (callback.provider === name ? read(callback.body) : undefined) };
}

type Content = Pick<SendEmailCommandInput, "Destination" | "Content" | "EmailTags">;

function contentOf({ id, to, subject = "", text, html }: OutgoingMessage): Content {
  const utf8 = (data: string): { Data: string; Charset: string } => ({ Data: data, Charset: "UTF-8" });
  return {
    Destination: { ToAddresses: [recipientOf(to)] },
    Content: {
      Simple: {
        Subject: utf8(headerLine(subject)),
        Body: { Text: utf8(text), ...(html === undefined ? {} : { Html: utf8(html) }) },
        Headers: [{ Name: "Auto-Submitted", Value: "auto-generated" }],
      },
    },
    // Comes back with every event of the configuration set. Only these characters are allowed.
    ...(/^[\w-]{1,256}$/.test(id) ? { EmailTags: [{ Name: MESSAGE_TAG, Value: id }] } : {}),
  };
}

function trackingProblems(given: ReadonlyMap<string, unknown>): readonly ConfigProblem[] {
  if (given.get("openTracking") !== true || given.get("topicArn") !== undefined) return [];
  return [
    {
      code: "CONFIG-OPTION-MISSING",
      option: "sesChannel.topicArn",
      reason: "it is missing, and openTracking is reported through it",
      remedy: 'Write "arn:aws:sns:<region>:<account>:<name>"',
    },
  ];
}
