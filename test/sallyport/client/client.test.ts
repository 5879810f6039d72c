import { expect } from "chai";
import { createClient, ProblemError, type Client } from "sallyport/client";
import type { TestApp } from "../../support/app.ts";
import { codeFor, wrongCodeFor } from "../../support/authenticator.ts";
import type { Person } from "../../support/users.ts";
import { onEmbedded } from "../../support/stacks.ts";

interface Page {
  readonly client: Client;
  readonly person: Person;
  /** What was asked for: method and address. */
  readonly calls: readonly string[];
}

/** Node's `fetch` with the one thing that it lacks: a browser's cookies. */
function withCookies(calls: string[]): typeof fetch {
  const jar = new Map<string, string>();
  return async (input, init) => {
    calls.push(`${init?.method ?? "GET"} ${input instanceof Request ? input.url : input.toString()}`);
    const headers = new Headers(init?.headers);
    headers.set("cookie", [...jar].map((pair) => pair.join("=")).join("; "));
    const response = await fetch(input, { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    return response;
  };
}

/** Somebody who is signed in, and a page of theirs. */
async function openPage(app: TestApp): Promise<Page> {
  const person = app.users.add();
  const calls: string[] = [];
  const send = withCookies(calls);
  const body = JSON.stringify({ email: person.email, password: person.password });
  await send(`${app.url}/login`, { method: "POST", headers: { "content-type": "application/json" }, body });
  calls.length = 0;
  return { client: createClient({ baseUrl: `${app.url}/api/v1/`, fetch: send }), person, calls };
}

async function refusalOf(call: Promise<unknown>): Promise<ProblemError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof ProblemError ? error : expect.fail(String(error));
}

onEmbedded("A client of the router", (current) => {
  it("sets an authenticator app up, and reads what it has done", async () => {
    const app = current();
    const { client } = await openPage(app);

    const setup = await client.post("/mfa/setup/totp", { name: "Phone" }, { query: { format: "svg" } });
    const done = await client.post("/mfa/verify/totp", { code: codeFor(setup.otpauthUrl, app.clock.now()) });
    const { enabled, methods } = await client.get("/mfa/status");

    expect(setup.qrCode).to.match(/^<svg/);
    expect(done.backupCodes).to.have.lengthOf(10);
    expect([enabled, methods.map(({ id, name }) => [id, name])]).to.deep.equal([true, [[setup.methodId, "Phone"]]]);
  });

  it("throws what a refusal says, typed by its code", async () => {
    const app = current();
    const { client } = await openPage(app);
    const { otpauthUrl } = await client.post("/mfa/setup/totp");

    const wrong = await refusalOf(client.post("/mfa/verify/totp", { code: wrongCodeFor(otpauthUrl, app.clock.now()) }));

    expect([wrong.status, wrong.code]).to.deep.equal([401, "ERR-MFA-INVALID"]);
    expect(wrong.problem?.code === "ERR-MFA-INVALID" && wrong.problem.attemptsRemaining).to.equal(4);
    expect(wrong.message).to.match(/^ERR-MFA-INVALID: \w/);
  });

  it("puts names into paths, one segment each", async () => {
    const { client, calls } = await openPage(current());

    const refusals = [
      await refusalOf(client.delete("/mfa/methods/:id", { params: { id: "a/../b?c#d" } })),
      await refusalOf(client.put("/security/policies/:scope", { mfa: "off" }, { params: { scope: "role:a b" } })),
    ];

    expect(refusals.map(({ status }) => status)).to.deep.equal([404, 403]);
    expect(calls.map((call) => call.replace(/http:\S+\/api\/v1/, ""))).to.deep.equal([
      "DELETE /mfa/methods/a%2F..%2Fb%3Fc%23d",
      "PUT /security/policies/role%3Aa%20b",
    ]);
  });

  for (const userId of ["", ".", ".."])
    it(`asks for nothing where a name would lead to another call: "${userId}"`, async () => {
      const { client, calls } = await openPage(current());

      const error: unknown = await client
        .post("/security/users/:userId/unlock", { reason: "x" }, { params: { userId } })
        .catch((reason: unknown) => reason);

      expect(error).to.be.instanceOf(TypeError);
      expect(calls).to.deep.equal([]);
    });

  it("says no more than the status where something else has answered", async () => {
    const client = createClient({ baseUrl: `${current().url}/nothing-here` });

    const refusal = await refusalOf(client.get("/sessions/health"));

    expect(refusal).to.include({ status: 404, code: undefined, problem: undefined, message: "HTTP 404" });
  });

  it("sends cookies to its own origin alone, and stops when it is told to", async () => {
    const seen: (RequestInit | undefined)[] = [];
    const answer = (): Response => Response.json({ status: "ok", store: { kind: "memory", latencyMs: 0 } });
    const client = createClient({
      baseUrl: "/api/v1",
      fetch: (_input, init) => {
        seen.push(init);
        return Promise.resolve(answer());
      },
    });
    const { signal } = new AbortController();

    await client.get("/sessions/health", { signal });

    expect(seen[0]).to.deep.include({ method: "GET", credentials: "same-origin", signal });
    expect(seen[0]).not.to.have.property("body");
  });

  it("knows how long to wait", async () => {
    const problem = { code: "ERR-MFA-RATE-LIMITED", detail: "Later" };
    const headers = { "content-type": "application/problem+json; charset=utf-8", "retry-after": "30" };
    const client = createClient({
      baseUrl: "/api/v1",
      fetch: () => Promise.resolve(Response.json(problem, { status: 429, headers })),
    });

    const refusal = await refusalOf(client.post("/mfa/challenge", { method: "sms" }));

    expect(refusal).to.include({ code: "ERR-MFA-RATE-LIMITED", retryAfterSeconds: 30 });
  });
});
