import { DeliveryError, type Channel, type ConfigProblem, type SendReceipt } from "@sallyport/core";
import { checkOptions, timeoutRule } from "./checked-options.ts";
import { within } from "./time-limit.ts";

/** How several channels share the time for one message. */
export interface FailoverOptions {
  /** For all of them together. Default 3, at most 30. Each has an even share of what is left. */
  readonly timeoutSeconds?: number;
}

/**
 * One channel of several: the next one is tried where one fails or takes too long. The one given up is aborted, and may
 * have sent the message all the same. A `DeliveryError` for good ends it, since no provider reaches such a number.
 *
 * The receipt names the provider that took the message, and its id is `<provider>:<id>`, which leads `status`, `confirm`
 * and reports back to that one.
 *
 * @throws `SallyportConfigError` without channels, or where two have one name.
 *
 * @example
 * ```ts
 * import { failover, snsChannel, twilioChannel, type TwilioOptions } from "@sallyport/delivery";
 *
 * export async function smsBy(twilio: TwilioOptions) {
 *   return failover([await twilioChannel(twilio), await snsChannel({ region: "eu-west-1" })]);
 * }
 * ```
 */
export function failover(channels: readonly Channel[], options: FailoverOptions = {}): Channel {
  checkOptions({
    factory: "failover",
    options: { ...options, channels },
    rules,
    others: () => (isChannels(channels) ? nameProblems(channels) : []),
  });
  const { timeoutSeconds = 3 } = options;
  const names = channels.map(({ name }) => name).join(", ");

  /** The channel of an id, and the id as that channel knows it. */
  function ownerOf(id: string): { readonly channel: Channel; readonly ownId: string } {
    const name = id.split(":", 1).join("");
    const channel = channels.find((each) => each.name === name);
    if (!channel) throw new DeliveryError(`none of ${names} has given out this id`, { isPermanent: false });
    return { channel, ownId: id.slice(name.length + 1) };
  }

  return {
    name: "failover",
    send: async (message) => {
      const end = performance.now() + timeoutSeconds * 1000;
      const failures: unknown[] = [];
      for (const [index, channel] of channels.entries()) {
        const seconds = Math.max(0, end - performance.now()) / 1000 / (channels.length - index);
        try {
          const limit = { seconds, signal: message.signal };
          return named(channel, await within(limit, (signal) => channel.send({ ...message, signal })));
        } catch (error) {
          if ((error instanceof DeliveryError && error.isPermanent) || message.signal?.aborted) throw error;
          failures.push(error);
        }
      }
      throw new DeliveryError(`none of ${names} took the message`, {
        isPermanent: false,
        cause: new AggregateError(failures),
      });
    },
    status: async (id) => {
      const { channel, ownId } = ownerOf(id);
      if (!channel.status) throw new DeliveryError(`${channel.name} knows no status`, { isPermanent: false });
      return channel.status(ownId);
    },
    confirm: async (id) => {
      const { channel, ownId } = ownerOf(id);
      await channel.confirm?.(ownId);
    },
    receive: async (callback) => {
      for (const channel of channels) {
        const reports = await channel.receive?.(callback);
        if (reports)
          return reports.map(({ providerId, ...report }) =>
            providerId === undefined ? report : { ...report, providerId: `${channel.name}:${providerId}` },
          );
      }
      return undefined;
    },
    close: async () => {
      const outcomes = await Promise.allSettled(channels.map(async (channel) => channel.close?.()));
      const failed = outcomes.find((outcome) => outcome.status === "rejected");
      if (failed) throw failed.reason;
    },
  };
}

function named({ name }: Channel, receipt: SendReceipt): SendReceipt {
  return { ...receipt, id: `${name}:${receipt.id}`, provider: receipt.provider ?? name };
}

const rules = {
  channels: {
    accepts: isChannels,
    remedy: "Pass at least one channel, each awaited: [await twilioChannel(…), await snsChannel(…)]",
    required: true,
  },
  timeoutSeconds: timeoutRule,
} as const;

function isChannels(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.every((each: unknown) => typeof each === "object" && each !== null && "send" in each && "name" in each);
}

/** An id leads back to the channel by its name. */
function nameProblems(channels: readonly Channel[]): readonly ConfigProblem[] {
  const names = channels.map(({ name }) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...twice].map((name) => ({
    code: "CONFIG-OPTION-INVALID",
    option: "failover.channels",
    reason: `two of them are called ${name}`,
    remedy: "Give one of them another name, with its option name",
  }));
}
