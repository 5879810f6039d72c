import { expect } from "chai";
import { join } from "node:path";
import { root } from "../../support/repository.ts";
import { createProgram } from "../../support/type-check.ts";

const HEAD = `
import { createClient, type Calls } from "sallyport/client";
const client = createClient({ baseUrl: "/api/v1" });
const params = { id: "x" };
`;

const GOOD: readonly string[] = [
  `const { methods } = await client.get("/mfa/status"); const name: string | undefined = methods[0]?.name;`,
  `await client.post("/mfa/verify", { method: "totp", code: "123456", trustDevice: true });`,
  `await client.post("/mfa/verify", { method: "webauthn", response: {} });`,
  `await client.post("/mfa/backup-codes/regenerate");`,
  `await client.post("/mfa/setup/totp", {}, { query: { format: "svg" } });`,
  `await client.patch("/mfa/methods/:id", { preferred: true }, { params });`,
  `await client.post("/sessions/extend/:id", {}, { params });`,
  `const { verified, token } = await client.post("/mfa/verify/backup", { code: "x" }); const yes: true = verified; const t: unknown = token;`,
  `const answer = await client.post("/mfa/challenge", { method: "sms" }); if ("hint" in answer) { const hint: string = answer.hint; }`,
  `export type Status = Calls["GET /mfa/status"]["answer"]["enabled"];`,
  `const kept: unknown = await client.post("/mfa/resume", { id: "x" });`,
];

const WRONG: readonly string[] = [
  `await client.get("/mfa/nothing");`,
  `await client.get("/mfa/verify");`,
  `await client.post("/mfa/verify", { method: "totp" });`,
  `await client.post("/mfa/verify", { method: "totp", response: {} });`,
  `await client.post("/mfa/verify", { method: "fax", code: "1" });`,
  `await client.post("/mfa/verify/totp", { code: "1", more: true });`,
  `await client.post("/mfa/verify");`,
  `await client.patch("/mfa/methods/:id", { preferred: true });`,
  `await client.patch("/mfa/methods/:id", { preferred: false }, { params });`,
  `await client.delete("/mfa/methods/:id", { params: { userId: "x" } });`,
  `await client.delete("/mfa/methods/:id", {});`,
  `await client.post("/mfa/setup/totp", {}, { query: { format: "gif" } });`,
  `await client.get("/mfa/status", { query: { format: "svg" } });`,
  `const { secret } = await client.get("/mfa/status");`,
  `const n: number = (await client.get("/sessions"))[0]!.createdAt;`,
];

describe("The types of a client", function () {
  this.timeout(60_000);

  const found = new Map<string, number>();

  before(() => {
    const snippets = [...GOOD, ...WRONG];
    const pathOf = (index: number): string => join(root, `packages/sallyport/snippet-${index}.ts`);
    const virtual = new Map(snippets.map((snippet, index) => [pathOf(index), `${HEAD}${snippet}\nexport {};\n`]));
    const program = createProgram(virtual);
    for (const [index, snippet] of snippets.entries())
      found.set(snippet, program.getSemanticDiagnostics(program.getSourceFile(pathOf(index))).length);
  });

  for (const snippet of GOOD)
    it(`take ${snippet}`, () => {
      expect(found.get(snippet)).to.equal(0);
    });

  for (const snippet of WRONG)
    it(`refuse ${snippet}`, () => {
      expect(found.get(snippet)).to.be.greaterThan(0);
    });
});
