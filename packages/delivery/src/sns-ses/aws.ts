import { DeliveryError } from "@sallyport/core";
import { isA, matches, nameRule, timeoutRule, type OptionRule } from "../checked-options.ts";

/** A key of AWS. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What every channel over AWS needs to know. */
export interface AwsOptions {
  /** What operators see, and the last part of the path of call-backs. */
  readonly name?: string;
  /** For example `eu-west-1`. */
  readonly region: string;
  /** Default: what the SDK finds by itself (environment, profile, role of the machine). */
  readonly credentials?: AwsCredentials | (() => Promise<AwsCredentials>);
  /** Another address for the API: a VPC endpoint, or a test. */
  readonly endpoint?: string;
  /** How long one message may take. Default 3, at most 30. */
  readonly timeoutSeconds?: number;
}

export const ENDPOINT = 'Write the address of the API, for example "https://vpce-….vpce.amazonaws.com"';

/** For options that both channels have. */
export const awsRules: Readonly<Record<string, OptionRule>> = {
  name: nameRule,
  region: {
    accepts: matches(/^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/),
    remedy: 'Write the region, for example "eu-west-1"',
    required: true,
  },
  credentials: {
    accepts: (value) => isA("object")(value) || isA("function")(value),
    remedy: "Write accessKeyId and secretAccessKey, or a function that returns them",
  },
  // Looked at by webAddressProblems: plain http is a problem with a code of its own.
  endpoint: { accepts: () => true, remedy: ENDPOINT },
  timeoutSeconds: timeoutRule,
};

/** How a client of the SDK is made: one try, which ends in time. */
export interface ClientConfig {
  readonly region: string;
  readonly maxAttempts: 1;
  readonly requestHandler: { readonly connectionTimeout: number; readonly requestTimeout: number };
  readonly credentials?: AwsCredentials | (() => Promise<AwsCredentials>);
  readonly endpoint?: string;
}

export function clientConfig({ region, credentials, endpoint, timeoutSeconds = 3 }: AwsOptions): ClientConfig {
  const patience = timeoutSeconds * 1000;
  return {
    region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: patience, requestTimeout: patience },
    ...(credentials === undefined ? {} : { credentials }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

/** What the SDK says of a failure, of which the message may name the number or the address. */
export interface AwsFailure {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: unknown };
}

/** What went wrong, in words that may be logged: AWS' own message is not kept, not even as `cause`. */
export function toDeliveryError(
  error: unknown,
  isPermanent: (failure: AwsFailure) => boolean = () => false,
): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const failure: AwsFailure = typeof error === "object" && error !== null ? error : {};
  const status = failure.$metadata?.httpStatusCode;
  if (typeof status !== "number")
    return new DeliveryError(`AWS was not reached (${String(failure.code ?? failure.name)})`, { isPermanent: false });
  return new DeliveryError(`AWS refused the message (status ${status}, ${String(failure.name)})`, {
    isPermanent: isPermanent(failure),
  });
}
