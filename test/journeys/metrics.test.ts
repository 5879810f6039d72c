import { expect } from "chai";
import { readFileSync } from "node:fs";
import type { TestApp } from "../support/app.ts";
import { openBrowser, signedInPerson } from "../support/browser.ts";
import { keyedPerson, KEYS, passkeySignIn } from "../support/keys.ts";
import { onEmbedded, onEveryStack } from "../support/stacks.ts";

/** The value of one line of the text format; 0 where there is none yet. */
async function valueOf(app: TestApp, line: string): Promise<number> {
  const text = await app.mfa.metrics.metrics();
  const found = text.split("\n").find((each) => each.startsWith(`${line} `));
  return Number(found?.slice(line.length + 1) ?? 0);
}

onEveryStack(
  "The metrics",
  (current) => {
    it("count what comes of verifications, by method, and how long they take", async () => {
      const app = current();
      const person = await signedInPerson(app);
      const of = (outcome: string): Promise<number> =>
        valueOf(app, `sallyport_verification_seconds_count{method="totp",outcome="${outcome}"}`);
      const before = [await of("success"), await of("failure")];

      await person.verify(person.wrongCode());
      app.clock.travel(60);
      await person.verify();

      expect([await of("success"), await of("failure")]).to.deep.equal(before.map((count) => count + 1));
      expect(await valueOf(app, 'sallyport_verification_seconds_sum{method="totp",outcome="success"}')).to.be.above(0);
    });

    it("count enrollments, sessions by the reason of their end, and sign-ins by passkey", async () => {
      const app = current();
      const lines = [
        'sallyport_enrollments_total{method="webauthn"}',
        "sallyport_sessions_created_total",
        'sallyport_sessions_ended_total{reason="sign_out"}',
        'sallyport_verification_seconds_count{method="webauthn",outcome="success"}',
      ];
      const before = await Promise.all(lines.map((line) => valueOf(app, line)));

      const person = await keyedPerson(app);
      await passkeySignIn(person, person.key);
      await person.post("/logout");

      const after = await Promise.all(lines.map((line) => valueOf(app, line)));
      expect(after.map((count, index) => count - (before[index] ?? 0))).to.deep.equal([1, 2, 1, 1]);
    });

    it("name nobody: no user, no address, no session", async () => {
      const app = current();
      const person = await keyedPerson(app);
      await passkeySignIn(person, person.key);

      const text = await app.mfa.metrics.metrics();

      const [session] = await person.sessions();
      for (const secret of [person.person.id, person.person.email, "127.0.0.1", session?.id ?? "?", person.methodId])
        expect(text).not.to.include(secret);
    });
  },
  { sallyport: KEYS },
);

onEmbedded(
  "The figures of the database",
  (current) => {
    it("say how everybody stands, from the view mfa_admin_stats", async () => {
      const app = current();
      const [keyed, apped] = [await keyedPerson(app), await signedInPerson(app)];
      await openBrowser(app, keyed.person).login();

      const figures = await Promise.all(
        [
          "sallyport_enrolled_users",
          'sallyport_methods{method="totp"}',
          'sallyport_methods{method="webauthn"}',
          "sallyport_passkeys",
          "sallyport_backup_codes",
          "sallyport_active_sessions",
        ].map((line) => valueOf(app, line)),
      );

      // Other suites have left people in this database.
      expect(apped.backupCodes).to.have.lengthOf(10);
      const least = [2, 1, 1, 1, 20, 2];
      for (const [index, figure] of figures.entries()) expect(figure).to.be.at.least(least[index] ?? 0);
    });
  },
  { sallyport: KEYS },
);

onEmbedded("Metrics of rules with made-up names", (current) => {
  it("keep no more than 51 values of a label", async () => {
    const app = current();
    for (let index = 0; index < 60; index += 1)
      await app.mfa.record({ type: "alert_raised", reason: `reason-${String(index)}` });

    const text = await app.mfa.metrics.metrics();

    expect(text.match(/^sallyport_alerts_total\{/gm)).to.have.lengthOf(51);
    expect(text).to.include('sallyport_alerts_total{reason="other"} 10');
  });
});

onEmbedded("The dashboard and the guide", (current) => {
  it("know the metrics that there are, and no others", () => {
    const metrics = current().mfa.metrics.getMetricsAsArray();
    const names = metrics.map(({ name }) => name);
    const read = (file: string): readonly string[] =>
      [...readFileSync(new URL(`../../docs/${file}`, import.meta.url), "utf8").matchAll(/sallyport_[a-z_]+/g)].map(
        ([name]) => name.replace(/_(?:bucket|count)$/, ""),
      );

    expect(names).to.include.members(read("grafana/sallyport.json"));
    expect([...new Set(read("metrics.md"))]).to.have.members(names);
  });
});
