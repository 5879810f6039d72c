import { spawnSync } from "node:child_process";
import { ScureBase32Plugin } from "otplib";
import { referenceTotp } from "./totp-reference.ts";

/**
 * An authenticator app that knows nothing of our code: it reads the otpauth URL as a user's app would, and asks
 * `oathtool` for the code. Tests that travel tell it the time.
 */
export function codeFor(otpauthUrl: string, at: Date): string {
  const parameters = new URL(otpauthUrl).searchParams;
  const args = [
    `--totp=${parameters.get("algorithm") ?? "SHA1"}`,
    "--base32",
    `--digits=${parameters.get("digits") ?? "6"}`,
    `--time-step-size=${parameters.get("period") ?? "30"}s`,
    `--now=${at.toISOString().slice(0, 19).replace("T", " ")} UTC`,
    parameters.get("secret") ?? "",
  ];
  const run = spawnSync("oathtool", args, { encoding: "utf8" });
  if (run.error) return withoutOathtool(parameters, at, run.error);
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout.trim();
}

let hasSaidSo = false;

/** On a machine without oathtool, codes come from a reference of our own, written from the RFC; never on CI. */
function withoutOathtool(parameters: URLSearchParams, at: Date, cause: Error): string {
  if (process.env["CI"] === "true") throw new Error("oathtool is needed on CI (Debian package oathtool)", { cause });
  if (!hasSaidSo)
    process.stderr.write("oathtool was not found: codes come from test/support/totp-reference.ts instead\n");
  hasSaidSo = true;
  return referenceTotp({
    secret: new ScureBase32Plugin().decode(parameters.get("secret") ?? ""),
    step: Math.floor(at.getTime() / 1000 / Number(parameters.get("period") ?? "30")),
    digits: Number(parameters.get("digits") ?? "6"),
  });
}

/** A code that is right at none of the steps around `at`. */
export function wrongCodeFor(otpauthUrl: string, at: Date): string {
  const right = new Set(
    [-90, -60, -30, 0, 30, 60, 90].map((seconds) => codeFor(otpauthUrl, new Date(at.getTime() + seconds * 1000))),
  );
  for (let guess = 100_000; ; guess += 1) if (!right.has(String(guess))) return String(guess);
}
