export type { AwsCredentials, AwsOptions } from "./aws.ts";
export { sesChannel, type SesOptions } from "./ses.ts";
export type { HttpFetch } from "./http-fetch.ts";
export { snsChannel, type SnsOptions } from "./sns.ts";
