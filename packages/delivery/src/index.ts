export { consoleChannel, type ConsoleChannel, type ConsoleOptions } from "./console/index.ts";
export { failover, type FailoverOptions } from "./failover.ts";
export { smtpChannel, type SmtpOptions } from "./smtp/index.ts";
export {
  sesChannel,
  snsChannel,
  type AwsCredentials,
  type AwsOptions,
  type HttpFetch,
  type SesOptions,
  type SnsOptions,
} from "./sns-ses/index.ts";
export {
  twilioChannel,
  twilioVerifyChannel,
  type TwilioAccountOptions,
  type TwilioHttpClient,
  type TwilioHttpRequest,
  type TwilioHttpResponse,
  type TwilioOptions,
  type TwilioVerifyOptions,
} from "./twilio/index.ts";
