import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { Response } from "supertest";
import { enrolledPerson, openBrowser, signedInPerson, type Browser } from "../../support/browser.ts";
import { onEmbedded } from "../../support/stacks.ts";
import { adminOf } from "../policy/acting.ts";

const because = { reason: "Asked for it by mail" };

/** Both calls about somebody. */
async function ask(browser: Browser, userId: string): Promise<readonly Response[]> {
  const id = encodeURIComponent(userId);
  return [
    await browser.get(`/api/v1/security/export/${id}`),
    await browser.post(`/api/v1/security/erase/${id}`, because),
  ];
}

function codesOf(answers: readonly Response[]): readonly string[] {
  return answers.map(({ status, body }) =>
    body.code === undefined ? String(status) : `${String(status)} ${body.code}`,
  );
}

const FORBIDDEN = ["403 ERR-FORBIDDEN", "403 ERR-FORBIDDEN"];

onEmbedded("Exporting and erasing others", (current) => {
  it("is for admins alone", async () => {
    const person = await signedInPerson(current());

    expect(codesOf(await ask(person, current().users.add().id))).to.deep.equal(FORBIDDEN);
    expect(codesOf(await ask(person, person.person.id))).to.deep.equal(FORBIDDEN);
    expect(codesOf(await ask(openBrowser(current()), person.person.id))).to.deep.equal([
      ...["401 ERR-UNAUTHENTICATED", "401 ERR-UNAUTHENTICATED"],
    ]);
  });

  it("takes a fresh second factor, and touches nobody without", async () => {
    const app = current();
    const [admin, other] = [await adminOf(app), await enrolledPerson(app)];
    app.clock.travel(301);

    const answers = await ask(admin, other.person.id);

    expect(codesOf(answers)).to.deep.equal(["401 ERR-MFA-STEP-UP-REQUIRED", "401 ERR-MFA-STEP-UP-REQUIRED"]);
    await other.login();
    expect((await other.verify()).status).to.equal(200);
  });

  it("stops at one's own rank; one's own data are another thing to have than to erase", async () => {
    const [admin, other] = [await adminOf(current()), await adminOf(current())];

    expect(codesOf(await ask(admin, other.person.id))).to.deep.equal(FORBIDDEN);
    expect(codesOf(await ask(admin, admin.person.id))).to.deep.equal(["200", "403 ERR-FORBIDDEN"]);
  });

  it("stops at one's own tenant: another's user, one who is gone and one who never was look alike", async () => {
    const app = current();
    const tenantId = randomUUID();
    const admin = await adminOf(app, { tenantId });
    const [ours, theirs] = [app.users.add({ tenantId }), app.users.add({ tenantId: randomUUID() })];
    const gone = app.users.add({ tenantId, isDisabled: true });

    expect(codesOf(await ask(admin, ours.id))).to.deep.equal(["200", "200"]);
    const bodies = [];
    for (const id of [theirs.id, gone.id, randomUUID(), app.users.add().id]) {
      const answers = await ask(admin, id);
      expect(codesOf(answers)).to.deep.equal(FORBIDDEN);
      bodies.push(...answers.map(({ text }) => text));
    }
    expect(new Set(bodies).size).to.equal(1);
  });

  it("goes on where the app has deleted the account, for an admin of no tenant", async () => {
    const app = current();
    const [admin, gone] = [await adminOf(app), await enrolledPerson(app)];
    app.users.change(gone.person.id, { isDisabled: true });

    const [data, erased] = await ask(admin, gone.person.id);

    expect(data?.body.methods).to.have.lengthOf(1);
    expect(erased?.body).to.include({ complete: true });
    expect(erased?.body.erased).to.include({ methods: 1, backupCodes: 10 });
  });

  it("wants a reason that can be read", async () => {
    const app = current();
    const [admin, other] = [await adminOf(app), app.users.add()];
    const path = `/api/v1/security/erase/${other.id}`;

    for (const body of [{}, { reason: "" }, { reason: 5 }, { reason: "x".repeat(501) }, { ...because, force: true }]) {
      const answer = await admin.post(path, body);
      expect([answer.status, answer.body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
    }
    for (const id of ["%00", "%ED%A0%80", "x".repeat(201)])
      expect((await admin.post(`/api/v1/security/erase/${id}`, because)).status, id).to.equal(404);
  });
});
