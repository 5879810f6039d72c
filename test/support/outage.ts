import { expect } from "chai";
import type { Response } from "supertest";
import type { TestApp } from "./app.ts";
import { enrolledPerson, signedInPerson, type Browser } from "./browser.ts";

/** An answer, and how long it took. */
export interface Timed {
  readonly answer: Response;
  readonly tookMs: number;
}

export async function timed(call: PromiseLike<Response>): Promise<Timed> {
  const startedAt = performance.now();
  const answer = await call;
  return { answer, tookMs: performance.now() - startedAt };
}

/** Refused in time, as unavailable, and without a session for anybody. */
export function expectUnavailable({ answer, tookMs }: Timed, boundMs: number): void {
  expect([answer.status, answer.body.code], answer.text).to.deep.equal([503, "ERR-UNAVAILABLE"]);
  expect(answer.headers).to.include({ "retry-after": "1" }).and.not.have.property("set-cookie");
  expect(tookMs).to.be.below(boundMs);
}

/** A whole sign-in, with a code that has not been used. */
export async function signsIn(app: TestApp, browser: Browser): Promise<boolean> {
  app.clock.travel(60);
  const fresh = browser.elsewhere();
  return (await fresh.login()).status === 200 && (await fresh.verify()).status === 200 && fresh.isIn();
}

/** People at every stage, with the fault about to come. */
export interface Scene {
  readonly inside: Browser;
  readonly pending: Browser;
  readonly outside: Browser;
}

export async function setScene(app: TestApp): Promise<Scene> {
  const inside = await signedInPerson(app);
  const pending = await enrolledPerson(app);
  await pending.login();
  expect([await inside.isIn(), await pending.isIn()]).to.deep.equal([true, false]);
  return { inside, pending, outside: pending.elsewhere() };
}

/** The unguarded route answers everybody, whatever is down. */
export async function expectOpenAnswers({ inside, pending, outside }: Scene, boundMs: number): Promise<void> {
  for (const browser of [inside, pending, outside]) {
    const { answer, tookMs } = await timed(browser.get("/open"));
    expect(answer.status).to.equal(200);
    expect(tookMs).to.be.below(boundMs);
  }
}
