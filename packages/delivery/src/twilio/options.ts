import { isA, matches, nameRule, timeoutRule, type OptionRule } from "../checked-options.ts";
import type { TwilioHttpClient } from "./http-client.ts";

/** What every channel over Twilio needs to know. */
export interface TwilioAccountOptions {
  /** What operators see, and the last part of the path of call-backs. */
  readonly name?: string;
  /** `AC…`, from Twilio's console. */
  readonly accountSid: string;
  /** The secret beside it. Call-backs are signed with it, so an API key is no substitute. */
  readonly authToken: string;
  /** How long one message may take. Default 3, at most 30. */
  readonly timeoutSeconds?: number;
  /** For proxies and tests. Default: the SDK's own. */
  readonly httpClient?: TwilioHttpClient;
}

/** For options that both channels have. */
export const accountRules: Readonly<Record<string, OptionRule>> = {
  name: nameRule,
  accountSid: {
    accepts: matches(/^AC[0-9a-f]{32}$/i),
    remedy: "Write the account SID of Twilio's console, AC and 32 digits",
    required: true,
  },
  authToken: {
    accepts: matches(/^\S{16,200}$/),
    remedy: "Write the auth token that stands beside the account SID in Twilio's console",
    required: true,
  },
  timeoutSeconds: timeoutRule,
  httpClient: {
    accepts: isA("object"),
    remedy: "Pass a RequestClient of the package twilio, or an object with request(options)",
  },
};
