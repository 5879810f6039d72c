/** What Twilio's SDK asks of the network. */
export interface TwilioHttpRequest {
  readonly method: string;
  readonly uri: string;
  readonly username?: string;
  readonly password?: string;
  readonly headers?: object;
  readonly params?: object;
  readonly data?: unknown;
  /** Milliseconds. */
  readonly timeout?: number;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

/** What it is given back. */
export interface TwilioHttpResponse {
  readonly statusCode: number;
  readonly body: unknown;
  readonly headers: unknown;
}

/**
 * How to reach Twilio: a `RequestClient` of the package `twilio`, one of a class of your own that extends it (for a proxy,
 * for tests), or any object with this one function.
 */
export interface TwilioHttpClient {
  request(options: TwilioHttpRequest): Promise<TwilioHttpResponse>;
}
