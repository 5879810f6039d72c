import { refuseProduction } from "@sallyport/express/testing";
import { generateSync, type HashAlgorithm } from "otplib";

/**
 * The code that an authenticator app shows for an account, at a time.
 *
 * @param account - The `otpauthUrl` that `POST /mfa/setup/totp` answers, with all its parameters; or the secret alone in
 * Base32, which stands for SHA1, 6 digits and 30 seconds.
 * @param at - `clock.now()`, where the suite runs on a `testClock()`.
 * @throws `Error` where `NODE_ENV` is `production`.
 *
 * @example
 * ```ts
 * import { testClock, totpCode } from "sallyport/testing";
 *
 * const clock = testClock();
 * const code = totpCode("otpauth://totp/Acme%20Bank:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", clock.now());
 * ```
 */
export function totpCode(account: string, at: Date): string {
  refuseProduction("totpCode()");
  const epoch = Math.floor(at.getTime() / 1000);
  if (!account.startsWith("otpauth:")) return generateSync({ strategy: "totp", secret: account, epoch });

  const parameters = new URL(account).searchParams;
  return generateSync({
    strategy: "totp",
    epoch,
    secret: parameters.get("secret") ?? "",
    // What authenticator apps take where the address says nothing.
    algorithm: (parameters.get("algorithm") ?? "SHA1").toLowerCase() as HashAlgorithm,
    digits: Number(parameters.get("digits") ?? "6"),
    period: Number(parameters.get("period") ?? "30"),
  });
}
