import { randomBytes } from "node:crypto";
import type request from "supertest";
import type { MfaEvent } from "sallyport";
import type { TestApp } from "../../support/app.ts";
import { openBrowser, signedInPerson, type Browser } from "../../support/browser.ts";
import { codesSentTo, someNumber } from "../../support/sent-codes.ts";

/** Everything that must show up nowhere, and the answers that were refusals. */
export interface Planted {
  readonly secrets: Set<string>;
  readonly refusals: string[];
}

const token = (): string => randomBytes(32).toString("base64url");
const digits = (): string => String(100_000 + (randomBytes(4).readUInt32BE() % 900_000));

/** One of each kind that a client can send. */
function someSecrets(): Readonly<Record<string, string>> {
  const secret = randomBytes(20)
    .toString("hex")
    .toUpperCase()
    .replace(/[0189]/g, "Z")
    .slice(0, 32);
  return {
    ...{ code: digits(), password: `pw ${token()}`, challengeToken: token(), token: token(), secret },
    otpauthUrl: `otpauth://totp/Acme:jane?secret=${secret}&issuer=${secret.slice(0, 8)}`,
    backupCode: "0ABCD-9WXYZ".replace("9", String(randomBytes(1).readUInt8() % 10)),
    ...{ phoneNumber: someNumber(), email: `jane.${digits()}@example.com` },
    jwt: `eyJhbGciOiJIUzI1NiJ9.${token()}.${token()}`,
    device: `${token().slice(0, 22)}.${token()}`,
    cookie: token(),
  };
}

/** Everything that a client may send, in every place that it could stand in. */
function withAll(call: request.Test, planted: Readonly<Record<string, string>>): request.Test {
  const { token: secret = "", jwt = "", device = "", cookie = "", otpauthUrl = "" } = planted;
  return call
    .set("Authorization", `Bearer ${jwt}`)
    .set("X-Request-Id", secret)
    .set("X-Api-Key", secret)
    .set("Referer", `https://bank.example/?token=${secret}#enroll=${secret}`)
    .set("User-Agent", `Mozilla/5.0 Firefox/128.0 (token=${secret}; ${otpauthUrl})`)
    .set("Cookie", [`sallyport=s%3A${cookie}.${cookie}`, `sallyport-device-x=${device}`].join("; "))
    .query(planted);
}

/** What each way of sending a value may be called. */
function bodyOf(planted: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const { backupCode = "", ...rest } = planted;
  return {
    ...rest,
    method: "totp",
    name: `Phone ${backupCode} ${rest["token"] ?? ""}`,
    response: rest,
    reason: JSON.stringify(rest),
  };
}

/** Sends all of it to a route: as nobody, and as whoever is signed in there. */
export async function plantAt(
  app: TestApp,
  {
    method,
    path,
    browser,
  }: { readonly method: "get" | "post" | "put" | "patch" | "delete"; readonly path: string; readonly browser: Browser },
  { secrets, refusals }: Planted,
): Promise<void> {
  for (const isSignedIn of [false, true]) {
    const planted = someSecrets();
    for (const value of Object.values(planted)) secrets.add(value);
    const caller = isSignedIn ? browser : openBrowser(app);
    const call = withAll(caller.agent[method](path), planted).send(bodyOf(planted));
    // With the planted cookie it would not be signed in.
    if (isSignedIn) call.set("Cookie", caller.cookie());
    const answer = await call;
    if (answer.status >= 400) refusals.push(answer.text);
  }
}

/** A whole life, with every secret that is ours in it: enrolled, signed in, refused, sent, trusted, given back. */
export async function live(app: TestApp, { secrets, refusals }: Planted): Promise<Browser> {
  const keep = (answer: request.Response): void => {
    if (answer.status >= 400) refusals.push(answer.text);
    for (const [, value] of JSON.stringify(answer.body).matchAll(/"(?:challengeToken|token)":"([^"]+)"/g))
      if (value) secrets.add(value);
  };
  const number = someNumber();
  const browser = await signedInPerson(app);
  const { person } = browser;
  for (const value of [person.password, person.email, number, browser.otpauthUrl(), ...browser.backupCodes])
    secrets.add(value);
  secrets.add(new URL(browser.otpauthUrl()).searchParams.get("secret") ?? "");
  keep(await browser.api("setup/sms", { phoneNumber: number }));
  for (const code of await codesSentTo(app, number)) {
    secrets.add(code);
    keep(await browser.api("verify/sms", { code: digits() }));
    keep(await browser.api("verify/sms", { code }));
  }
  const wrong = { email: person.email, password: `wrong ${token()}` };
  secrets.add(wrong.password);
  keep(await browser.elsewhere().post("/login", wrong));
  const other = browser.elsewhere();
  keep(await other.post("/login", { email: person.email, password: person.password, transport: "token" }));
  keep(await other.login());
  for (const code of [browser.wrongCode(), browser.code(), browser.code()]) {
    secrets.add(code);
    keep(await other.post("/api/v1/mfa/verify", { method: "totp", code, trustDevice: true }));
  }
  const spent = browser.elsewhere();
  for (const code of [browser.backupCodes[0], browser.backupCodes[0], "00000-AAAAA"]) {
    keep(await spent.login());
    keep(await spent.post("/api/v1/mfa/verify", { method: "backup_code", code }));
  }
  for (const each of [browser, other, spent])
    for (const part of each.cookie().split(/; ?/)) secrets.add(part.slice(part.indexOf("=") + 1));
  return browser;
}

/** Not the user's: whatever belongs to the app's own event. */
export function ownEvent(
  planted: Planted,
): Pick<MfaEvent, "type" | "reason" | "data"> & { readonly type: "app.planted" } {
  const all = someSecrets();
  for (const value of Object.values(all)) planted.secrets.add(value);
  return {
    type: "app.planted",
    reason: Object.values(all)
      .filter((value) => !value.startsWith("pw "))
      .join(" "),
    data: all,
  };
}
