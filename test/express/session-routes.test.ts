import { expect } from "chai";
import { openBrowser, signedInBrowsers, whoIsIn } from "../support/browser.ts";
import { onEveryStack } from "../support/stacks.ts";

onEveryStack("The calls about sessions", (current) => {
  for (const path of ["sessions", "sessions/stats", "sessions/health", "sessions/nothing-here"])
    it(`are kept by nobody on the way: GET /${path}`, async () => {
      const [browser] = await signedInBrowsers(current(), 1);

      const first = await browser?.get(`/api/v1/${path}`);
      const second = await browser?.get(`/api/v1/${path}`).set("If-None-Match", "*");

      for (const answer of [first, second]) {
        expect(answer?.headers).to.include({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
        expect(answer?.headers).not.to.have.property("etag");
        expect(answer?.status).not.to.equal(304);
      }
    });

  it("take nothing from another site, and nothing that is no JSON", async () => {
    const [mine, other] = await signedInBrowsers(current(), 2);
    const id = (await mine?.sessions())?.find((each) => !each.current)?.id ?? "";

    const answers = [
      await mine?.delete(`/api/v1/sessions/${id}`).set("Sec-Fetch-Site", "cross-site"),
      await mine?.delete(`/api/v1/sessions/${id}`).set("Origin", "https://evil.example"),
      await mine?.post("/api/v1/sessions/invalidate-all").set("Origin", "null"),
      await mine?.agent.post("/api/v1/sessions/invalidate-all").type("form").send("includeCurrent=true"),
    ];

    expect(answers.map((answer): unknown => answer?.body.code)).to.deep.equal([
      "ERR-CROSS-SITE",
      "ERR-CROSS-SITE",
      "ERR-CROSS-SITE",
      "ERR-UNSUPPORTED-MEDIA",
    ]);
    expect(await whoIsIn([mine, other].flatMap((each) => each ?? []))).to.deep.equal([true, true]);
  });

  for (const [what, body] of [
    ["an unknown field", { everything: true }],
    ["a text for a boolean", { includeCurrent: "true" }],
    ["a list", { includeCurrent: [true] }],
  ] as const)
    it(`refuse ${what}, naming the field and not its value`, async () => {
      const [mine] = await signedInBrowsers(current(), 1);

      const answer = await mine?.post("/api/v1/sessions/invalidate-all", body);

      expect([answer?.status, answer?.body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
      expect(answer?.body.errors[0].field).to.equal(Object.keys(body)[0]);
    });

  for (const choice of [
    {},
    { challengeToken: "x".repeat(43) },
    { challengeToken: ["a"], sessionId: 1 },
    { challengeToken: "x".repeat(44), sessionId: "0193e5e2-0000-7000-8000-000000000000" },
  ])
    it(`refuse a choice that can't be one: ${JSON.stringify(choice).slice(0, 50)}`, async () => {
      const answer = await openBrowser(current()).post("/api/v1/sessions/replace", choice);

      expect([answer.status, answer.body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
    });

  it("know no choice that nobody was asked for", async () => {
    const choice = { challengeToken: "x".repeat(43), sessionId: "0193e5e2-0000-7000-8000-000000000000" };

    const answer = await openBrowser(current()).post("/api/v1/sessions/replace", choice);

    expect([answer.status, answer.body.code]).to.deep.equal([401, "ERR-MFA-CHALLENGE-INVALID"]);
  });

  it("end nothing by a GET", async () => {
    const browsers = await signedInBrowsers(current(), 2);

    const answers = [
      await browsers[0]?.get("/api/v1/sessions/invalidate-all"),
      await browsers[0]?.get("/api/v1/sessions/replace"),
    ];

    expect(answers.map((answer) => answer?.status)).to.deep.equal([404, 404]);
    expect(await whoIsIn(browsers)).to.deep.equal([true, true]);
  });
});
