import { ScureBase32Plugin } from "otplib";
import { oathtool } from "./oathtool.ts";
import { referenceTotp } from "./totp-reference.ts";

/** What it takes is the start of the program, and not the codes. */
const CODES_AT_ONCE = 40;

/** The codes of each app, by step. */
const shown = new Map<string, Map<number, string>>();

/**
 * An authenticator app that knows nothing of our code: it reads the otpauth URL as a user's app would, and asks
 * `oathtool` for the code, and for the next ones with it. Tests that travel tell it the time.
 */
export function codeFor(otpauthUrl: string, at: Date): string {
  const parameters = new URL(otpauthUrl).searchParams;
  const period = Number(parameters.get("period") ?? "30");
  const step = Math.floor(at.getTime() / 1000 / period);
  const codes = shown.get(parameters.toString()) ?? new Map<number, string>();
  shown.set(parameters.toString(), codes);
  for (const [ahead, code] of codes.has(step) ? [] : askForCodes(parameters, at).entries())
    codes.set(step + ahead, code);
  return codes.get(step) ?? "";
}

function askForCodes(parameters: URLSearchParams, at: Date): readonly string[] {
  const output = oathtool([
    `--totp=${parameters.get("algorithm") ?? "SHA1"}`,
    "--base32",
    `--digits=${parameters.get("digits") ?? "6"}`,
    `--time-step-size=${parameters.get("period") ?? "30"}s`,
    `--now=@${Math.floor(at.getTime() / 1000)}`,
    `--window=${CODES_AT_ONCE - 1}`,
    parameters.get("secret") ?? "",
  ]);
  return output?.split("\n") ?? [withoutOathtool(parameters, at)];
}

let hasSaidSo = false;

/** On a machine without oathtool, codes come from a reference of our own, written from the RFC; never on CI. */
function withoutOathtool(parameters: URLSearchParams, at: Date): string {
  if (process.env["CI"] === "true") throw new Error("oathtool is needed on CI (Debian package oathtool)");
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
