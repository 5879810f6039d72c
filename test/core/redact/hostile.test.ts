import { expect } from "chai";
import { redactText } from "../../../packages/core/src/redact/text.ts";

/** What makes a careless pattern try every way there is. */
const HOSTILE = [
  ...[
    "a",
    "A",
    "0",
    "a@",
    "@",
    "a.",
    "=",
    "a=",
    "a:",
    "://",
    "1 ",
    "1:",
    ":",
    "-",
    "_-",
    "a-",
    "A2",
    "1.",
    "(1",
    "+1 ",
  ],
  ...[
    "Basic ",
    "cookie",
    '"',
    'a="',
    'a="\\',
    "\\",
    "otpauth:",
    "v1.",
    "v1.a.",
    "eyJ",
    "ABCD ",
    "-----BEGIN ",
    "%3A",
    "%40",
    "é",
    "🦉",
  ],
];

const LENGTH = 100_000;

describe("redactText, on 100 kB that were made to keep it busy", () => {
  for (const piece of HOSTILE)
    it(`is done in time with ${JSON.stringify(piece)} over and over`, () => {
      const text = piece.repeat(LENGTH / piece.length);
      const startedAt = performance.now();

      redactText(text);
      redactText(text, { most: LENGTH });

      expect(performance.now() - startedAt).to.be.below(1000);
    });
});
