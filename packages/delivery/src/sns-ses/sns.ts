import type { Channel } from "@sallyport/core";
import { checkOptions, matches } from "../checked-options.ts";
import { loadPackage } from "../load-package.ts";
import { webAddressProblems } from "../plain-http.ts";
import { within } from "../time-limit.ts";
import { awsRules, clientConfig, ENDPOINT, toDeliveryError, type AwsFailure, type AwsOptions } from "./aws.ts";

/** For SMS by Amazon SNS. */
export interface SnsOptions extends AwsOptions {
  /** The sender that phones show, where the country allows one: at most 11 letters and digits. */
  readonly senderId?: string;
}

/**
 * Sends SMS with Amazon SNS and the package `@aws-sdk/client-sns`, which is yours to install. Nothing is repeated. Numbers
 * that SNS does not take, or that have opted out, fail for good. SNS reports deliveries to CloudWatch alone.
 *
 * @throws `SallyportConfigError` for malformed options (all at once), and `CONFIG-PACKAGE-MISSING` without the package.
 *
 * @example
 * ```ts
 * import { snsChannel } from "@sallyport/delivery";
 *
 * const sms = await snsChannel({ region: "eu-west-1", senderId: "ACME" });
 * ```
 */
export async function snsChannel(options: SnsOptions): Promise<Channel> {
  checkOptions({
    factory: "snsChannel",
    options,
    rules: {
      ...awsRules,
      senderId: {
        accepts: matches(/^(?=.*[a-z])[a-z0-9-]{1,11}$/i),
        remedy: "Write 1 to 11 letters and digits, one letter at least",
      },
    },
    others: (given) =>
      webAddressProblems({ option: "snsChannel.endpoint", value: given.get("endpoint"), remedy: ENDPOINT }),
  });
  const { name = "sns", senderId, timeoutSeconds: seconds = 3 } = options;
  const sdk = await loadPackage("@aws-sdk/client-sns", () => import("@aws-sdk/client-sns"));
  const client = new sdk.SNSClient(clientConfig(options));
  const attributes = {
    "AWS.SNS.SMS.SMSType": { DataType: "String", StringValue: "Transactional" },
    ...(senderId === undefined ? {} : { "AWS.SNS.SMS.SenderID": { DataType: "String", StringValue: senderId } }),
  };

  return {
    name,
    send: async ({ to, text, signal }) => {
      const command = new sdk.PublishCommand({ PhoneNumber: to, Message: text, MessageAttributes: attributes });
      try {
        const { MessageId = "" } = await within({ seconds, signal }, (abortSignal) =>
          client.send(command, { abortSignal }),
        );
        return { id: MessageId, status: "sent" };
      } catch (error) {
        throw toDeliveryError(error, isOfTheNumber);
      }
    },
    close: async () => {
      client.destroy();
    },
  };
}

/** SNS has one code for every parameter that is wrong, and names it in the message. */
function isOfTheNumber({ name, message }: AwsFailure): boolean {
  if (name === "OptedOutException" || name === "OptedOut") return true;
  return /^InvalidParameter/.test(String(name)) && /\bPhoneNumber\b/.test(String(message));
}
