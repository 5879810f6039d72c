import { DeliveryError, SallyportConfigError, type OutgoingMessage } from "@sallyport/core";
import { inspect } from "node:util";

export const NUMBER = "+905321234567";

/** A code by SMS. */
export function sms(details: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    id: "0197c1f0-0000-7000-8000-000000000001",
    to: NUMBER,
    text: "Acme Bank: 493817 is your code.",
    purpose: "code",
    code: "493817",
    language: "en",
    ...details,
  };
}

/** A code by e-mail. */
export function mail(details: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return sms({
    to: "ada@example.test",
    subject: "493817 is your code",
    html: "<p>Your code is <b>493817</b>.</p>",
    ...details,
  });
}

/** The error that a promise is rejected with, which has to be one of this class. */
export async function failureOf<T extends Error>(
  promise: Promise<unknown>,
  type: abstract new (...args: never[]) => T,
): Promise<T> {
  const outcome = await promise.then(
    () => "nothing",
    (error: unknown) => error,
  );
  if (outcome instanceof type) return outcome;
  throw new Error(`expected a ${type.name}`, { cause: outcome });
}

/** What a channel says of a message that it could not send. */
export async function deliveryFailureOf(promise: Promise<unknown>): Promise<DeliveryError> {
  return failureOf(promise, DeliveryError);
}

/** What is wrong with options. */
export async function configFailureOf(factory: () => unknown): Promise<SallyportConfigError> {
  return failureOf(Promise.resolve().then(factory), SallyportConfigError);
}

/** The same, as `code option` each. */
export async function problemsOf(factory: () => unknown): Promise<readonly string[]> {
  const { problems } = await configFailureOf(factory);
  return problems.map(({ code, option }) => `${code} ${option}`);
}

/** Everything that somebody who logs an error may see of it. */
export function logged(error: unknown): string {
  return inspect(error, { depth: Infinity, showHidden: true });
}
