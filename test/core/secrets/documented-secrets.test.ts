import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseSecret } from "../../../packages/core/src/secrets/parse-secret.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** What a reader could copy as a secret: values of MFA_SECRET and `secret:`, and anything shaped like a key. */
const CANDIDATES = [
  /MFA_SECRET=["']?([^\s"'$<`]+)/g,
  /\bsecret: ?["']([^"']+)["']/g,
  /(?<![\w+/-])([\w+/-]{43}=?)(?![\w+/=-])/g,
];

function candidatesIn(text: string): readonly string[] {
  return CANDIDATES.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ""));
}

describe("the secrets in the documentation", () => {
  it("are recognised by this test", () => {
    const key = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";

    const found = candidatesIn(`MFA_SECRET=changeme\nsecret: "abc"\n${key}\n`);

    expect(found).to.deep.equal(["changeme", "abc", key]);
  });

  it("are all refused, so that nobody runs with a key that everybody can read", () => {
    const listed = execFileSync("git", ["ls-files", "*.md", "*.env*", ".env*"], { cwd: ROOT, encoding: "utf8" });
    const pages = listed.split("\n").filter((page) => page !== "");

    const accepted = pages.flatMap((page) =>
      candidatesIn(readFileSync(`${ROOT}${page}`, "utf8"))
        .filter((text) => text.split(",").some((part) => "key" in parseSecret(part, "docs")))
        .map((text) => `${page}: ${text}`),
    );

    expect(accepted).to.deep.equal([]);
  });
});
