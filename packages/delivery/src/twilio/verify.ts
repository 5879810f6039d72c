import { DeliveryError, type Channel } from "@sallyport/core";
import { checkOptions, matches } from "../checked-options.ts";
import { createClient } from "./client.ts";
import { accountRules, type TwilioAccountOptions } from "./options.ts";

/** For codes by Twilio Verify. */
export interface TwilioVerifyOptions extends TwilioAccountOptions {
  /** `VA…`: the Verify service, with custom codes enabled. */
  readonly serviceSid: string;
}

/**
 * The languages that Verify has texts for.
 *
 * @see https://www.twilio.com/docs/verify/supported-languages
 */
const LOCALES: ReadonlySet<string> = new Set(
  (
    "af ar ca zh zh-CN zh-HK hr cs da nl en en-GB et fi fr de el he hi hu id it ja kn ko lt ms mr nb pl pt pt-BR " +
    "ro ru sk es sv te th tl tr uk vi"
  ).split(" "),
);

/**
 * Sends codes with Twilio Verify and the package `twilio`, which is yours to install. Verify brings senders of its own and
 * watches for fraud; the text is Twilio's, the code stays ours.
 *
 * The service needs **Enable Custom Verification Code** (Twilio's console: Verify, Services, the service, General), and
 * Twilio asks for word of the codes that came back, which `confirm` gives. Notices are refused, as Verify sends codes
 * only: put another channel behind it with `failover`. Nothing is reported about deliveries.
 *
 * @throws `SallyportConfigError` for malformed options (all at once), and `CONFIG-PACKAGE-MISSING` without the package.
 *
 * @example
 * ```ts
 * import { twilioVerifyChannel } from "@sallyport/delivery";
 *
 * const sms = await twilioVerifyChannel({
 *   accountSid: process.env["TWILIO_ACCOUNT_SID"] ?? "",
 *   authToken: process.env["TWILIO_AUTH_TOKEN"] ?? "",
 *   serviceSid: process.env["TWILIO_VERIFY_SERVICE_SID"] ?? "",
 * });
 * ```
 */
export async function twilioVerifyChannel(options: TwilioVerifyOptions): Promise<Channel> {
  checkOptions({
    factory: "twilioVerifyChannel",
    options,
    rules: {
      ...accountRules,
      serviceSid: {
        accepts: matches(/^VA[0-9a-f]{32}$/i),
        remedy: "Write the SID of the Verify service, VA and 32 digits",
        required: true,
      },
    },
  });
  const { name = "twilio-verify", serviceSid, timeoutSeconds = 3 } = options;
  const { call } = await createClient({ ...options, timeoutSeconds });

  return {
    name,
    send: async ({ to, purpose, code, language, signal }) => {
      if (purpose !== "code" || code === undefined)
        throw new DeliveryError("Twilio Verify sends nothing but codes", { isPermanent: false });
      const locale = localeOf(language);
      const { sid } = await call(
        ({ verify }) =>
          verify.v2.services(serviceSid).verifications.create({
            to,
            channel: "sms",
            customCode: code,
            ...(locale === undefined ? {} : { locale }),
          }),
        signal,
      );
      return { id: sid, status: "queued" };
    },
    confirm: async (id) => {
      await call(({ verify }) => verify.v2.services(serviceSid).verifications(id).update({ status: "approved" }));
    },
  };
}

/** The language, or the wider one around it. Without one Twilio goes by the country of the number. */
function localeOf(language: string): string | undefined {
  return [language, language.split("-", 1).join("")].find((tag) => LOCALES.has(tag));
}
