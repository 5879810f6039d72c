export { twilioChannel, type TwilioOptions } from "./channel.ts";
export type { TwilioHttpClient, TwilioHttpRequest, TwilioHttpResponse } from "./http-client.ts";
export type { TwilioAccountOptions } from "./options.ts";
export { twilioVerifyChannel, type TwilioVerifyOptions } from "./verify.ts";
