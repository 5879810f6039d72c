import { AsyncLocalStorage } from "node:async_hooks";
import type { default as twilioSdk, RequestClient, Twilio } from "twilio";
import { loadPackage } from "../load-package.ts";
import { within } from "../time-limit.ts";
import { toDeliveryError } from "./errors.ts";
import type { TwilioHttpClient } from "./http-client.ts";

/** The official SDK, with one account. */
export interface TwilioClient {
  /** One call that is never repeated, ends in time, and fails with a `DeliveryError`. */
  call<T>(work: (client: Twilio) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** The SDK's own check of `X-Twilio-Signature`. */
  readonly validateRequest: typeof twilioSdk.validateRequest;
}

/** Who calls, and how. */
export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
  readonly timeoutSeconds: number;
  readonly httpClient?: TwilioHttpClient | undefined;
}

/** Loads the SDK: 16 MB that only users of Twilio pay for. */
export async function createClient(account: TwilioAccount): Promise<TwilioClient> {
  const { accountSid, authToken, timeoutSeconds: seconds } = account;
  const { default: twilio } = await loadPackage("twilio", () => import("twilio"));
  const inFlight = new AsyncLocalStorage<AbortSignal>();
  // A message that was sent twice costs twice, and the second code of it is a surprise.
  const autoRetry = false;
  const client = twilio(accountSid, authToken, { autoRetry, httpClient: chooseHttpClient(account.httpClient) });

  function chooseHttpClient(given: TwilioHttpClient | undefined): RequestClient {
    if (given instanceof twilio.RequestClient) return passSignals(given, inFlight);
    const own = new twilio.RequestClient({ timeout: seconds * 1000, autoRetry });
    if (given === undefined) return passSignals(own, inFlight);
    const request: TwilioHttpClient["request"] = async (options) => {
      const signal = inFlight.getStore();
      return given.request(signal ? { ...options, signal } : options);
    };
    // The SDK calls nothing else of it.
    return Object.assign(own, { request });
  }

  return {
    validateRequest: twilio.validateRequest,
    call: async (work, signal) => {
      try {
        return await within({ seconds, signal }, (inTime) => inFlight.run(inTime, () => work(client)));
      } catch (error) {
        throw toDeliveryError(error);
      }
    },
  };
}

/** `RequestClient` takes no signal: its axios is given the one of the call that it works for. */
function passSignals(http: RequestClient, inFlight: AsyncLocalStorage<AbortSignal>): RequestClient {
  http.axios.interceptors.request.use((config) => {
    const signal = inFlight.getStore();
    if (signal) config.signal = signal;
    return config;
  });
  return http;
}
