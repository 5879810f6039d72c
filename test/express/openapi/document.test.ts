import { errorStatus, type ErrorCode } from "@sallyport/core";
import { expect } from "chai";
import { mfaRouter } from "sallyport";
import { z } from "zod";
import { openBrowser } from "../../support/browser.ts";
import type { DescribedCall, OpenApi } from "../../support/contract.ts";
import { readText } from "../../support/repository.ts";
import { onEmbedded, onEveryStack } from "../../support/stacks.ts";
import { routerCalls } from "../../journeys/policy/router-calls.ts";

const PATH = "/api/v1/openapi.json";

/** What OpenAPI 3.1 asks of an operation, as far as this document goes. */
const operation = z.strictObject({
  operationId: z.string().regex(/^[a-z][A-Za-z0-9]+$/),
  summary: z.string().min(1),
  description: z.string().min(1),
  tags: z.array(z.enum(["mfa", "sessions", "security"])).length(1),
  security: z.array(z.record(z.string().regex(/^(?:session|bearer)$/), z.tuple([]))).min(2),
  parameters: z
    .array(
      z.strictObject({
        name: z.string(),
        in: z.enum(["path", "query"]),
        required: z.boolean(),
        schema: z.looseObject({ type: z.literal("string") }),
      }),
    )
    .optional(),
  requestBody: z
    .strictObject({
      required: z.literal(true),
      content: z.record(z.string(), z.strictObject({ schema: z.looseObject({}) })),
    })
    .optional(),
  responses: z.record(
    z.string().regex(/^(?:[2-5]\d\d|default)$/),
    z.strictObject({
      description: z.string().min(1),
      headers: z.record(z.string(), z.looseObject({ schema: z.looseObject({}) })).optional(),
      content: z.record(z.string(), z.strictObject({ schema: z.looseObject({}) })).optional(),
    }),
  ),
});

onEmbedded(
  "GET /openapi.json",
  (current) => {
    let document: OpenApi;
    let calls: readonly (DescribedCall & { readonly name: string })[];

    before(async () => {
      document = (await openBrowser(current()).get(PATH).expect(200)).body as OpenApi;
      calls = Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, call]) => ({
          ...call,
          name: `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`,
        })),
      );
    });

    it("is a document of OpenAPI 3.1, for the place where the router is mounted", () => {
      expect(document.openapi).to.match(/^3\.1\.\d$/);
      expect(document.info).to.include.keys("title", "version");
      expect(document.servers).to.deep.equal([{ url: "/api/v1" }]);
      expect(document.components.securitySchemes).to.have.keys("session", "bearer");
      for (const call of calls) {
        const { name, ...described } = call;
        expect(operation.safeParse(described).error?.message, name).to.equal(undefined);
      }
    });

    it("has every call of the router, and no other", () => {
      expect(calls.map(({ name }) => name)).to.have.members(routerCalls().map(({ name }) => name));
    });

    it("has every call that docs/http.md has, and no other", () => {
      const rows = readText("docs/http.md").matchAll(/^\| `(GET|POST|PUT|PATCH|DELETE) (\/[\w/:-]+)/gm);

      expect(calls.map(({ name }) => name)).to.have.members([
        ...new Set([...rows].map(([, method = "", path = ""]) => `${method} ${path}`)),
      ]);
    });

    it("calls no two operations the same, and names each part of a path", () => {
      expect(new Set(calls.map(({ operationId }) => operationId))).to.have.lengthOf(calls.length);
      for (const { name, parameters = [] } of calls)
        expect(parameters.filter((each) => each.in === "path").map((each) => `:${each.name}`)).to.deep.equal(
          name.match(/:\w+/g) ?? [],
        );
    });

    it("says of every refusal which codes it may have, each under its own status", () => {
      for (const { name, responses } of calls)
        for (const [status, { content = {} }] of Object.entries(responses)) {
          const { schema } = content["application/problem+json"] ?? {};
          for (const code of JSON.stringify(schema ?? "").match(/ERR-[A-Z-]+/g) ?? [])
            expect(String(errorStatus[code as ErrorCode]), `${name} ${code}`).to.equal(status);
        }
      const named = new Set(JSON.stringify(document.paths).match(/ERR-[A-Z-]+/g));
      expect(Object.keys(errorStatus).filter((code) => !named.has(code))).to.deep.equal([]);
    });

    it("refers to schemas that are there, and has none that nothing refers to", () => {
      const names = Object.keys(document.components.schemas);
      const references = JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g);

      expect([...new Set([...references].map(([, name]) => name))]).to.have.members(names);
    });

    it("leaves no member open, but for what the app, the browser or the authenticator puts there", () => {
      const open = Object.entries(document.components.schemas).filter(
        ([, schema]) => schema["type"] === "object" && schema["additionalProperties"] !== false,
      );

      expect(open.map(([name]) => name)).to.have.members([
        ...["KeyResponse", "CreationOptions", "RequestOptions", "MethodEnabled", "Verified", "PasskeySignIn"],
      ]);
    });

    it("is for everybody, and tells nobody who runs it", async () => {
      const { text, headers } = await openBrowser(current()).get(PATH).set("Origin", "https://elsewhere.example");

      expect(headers).to.include({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
      expect(text).not.to.match(/Acme|express|zod|0\.1\.0|node/i);
    });

    it("shows the place of each mount", async () => {
      const { body } = await openBrowser(current()).get("/second/openapi.json").expect(200);

      expect(body.servers).to.deep.equal([{ url: "/second" }]);
    });
  },
  { routes: (app) => app.use("/second", mfaRouter()) },
);

onEveryStack("GET /openapi.json", (current) => {
  it("is there on every stack, and answers HEAD", async () => {
    const { agent } = openBrowser(current());

    expect([(await agent.get(PATH)).status, (await agent.head(PATH)).status]).to.deep.equal([200, 200]);
  });
});
