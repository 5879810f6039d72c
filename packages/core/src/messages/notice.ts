import type { Text } from "./message.ts";

/** What a reader can do about a notice. */
export interface Advice {
  /** With the origin, where one has to go somewhere. */
  readonly mail: string;
  /** Without: short messages never hold an address, so that nobody learns to follow one. */
  readonly sms: string;
}

/** What a notice is made of, in any language. */
export interface Notice {
  readonly issuer: string;
  readonly title: string;
  /** What happened; then, in mails only, what that means. */
  readonly said: readonly [what: string, ...more: string[]];
  /** Of what has happened: when. */
  readonly when?: string;
  /** Of what has happened: when and from where, a line each. What is not known is missing. */
  readonly facts?: readonly (string | undefined)[];
  readonly advice: Advice;
  /** Whose notice this is. Mails only; short messages start with the name. */
  readonly footer: string;
}

/** Every notice in the same order: what, when and where, what to do. A short message has room for the gist. */
export function noticeText({ issuer, title, said, when, facts = [], advice, footer }: Notice): Text {
  const known = facts.filter(Boolean).join("\n");
  const gist = [said[0], ...(when === undefined ? [] : [`${when}.`]), advice.sms];
  return {
    subject: `${issuer}: ${title}`,
    paragraphs: [said.join(" "), ...(known === "" ? [] : [known]), advice.mail, footer],
    sms: `${issuer}: ${gist.join(" ")}`,
  };
}
