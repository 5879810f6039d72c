import { expect } from "chai";
import type { TestApp } from "../../support/app.ts";
import { openBrowser, signedInPerson, type Browser } from "../../support/browser.ts";
import type { Person } from "../../support/users.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { eventsOf, forgetRules, setRule } from "./acting.ts";

const ROLE = "tried-out";
const TRIED = { role: ROLE, mfa: "required", graceDays: 0, mode: "report-only" } as const;

async function signedIn(app: TestApp, details: Partial<Person> = {}): Promise<Browser> {
  const browser = openBrowser(app, app.users.add({ roles: [ROLE], ...details }));
  await browser.login();
  return browser;
}

onEveryStack("A rule in report-only", (current) => {
  afterEach(() => forgetRules(current(), [ROLE]));

  it("refuses nobody, and records once whom it would", async () => {
    const app = current();
    await setRule(app, TRIED);
    const person = await signedIn(app);

    const statuses = [];
    for (let round = 0; round < 3; round += 1) statuses.push((await person.get("/protected")).status);

    const events = eventsOf(app, person.person, "policy_would_refuse");
    expect(statuses).to.deep.equal([200, 200, 200]);
    expect(events.map(({ data }) => data)).to.deep.equal([
      { code: "ERR-MFA-ENROLLMENT-REQUIRED", policyScope: `role:${ROLE}` },
    ]);
  });

  it("changes nothing of what they see of themselves, and begins no grace", async () => {
    const app = current();
    await setRule(app, TRIED);
    const person = openBrowser(app, app.users.add({ roles: [ROLE] }));

    const login = await person.login();
    await person.get("/protected");
    const { body } = await person.status();

    expect(login.body).not.to.have.property("enrollment");
    expect(body).to.include({ required: false, policyScope: "default", enrollmentDeadline: null });
    expect((await person.api("setup/totp")).status).to.equal(200);
    expect(eventsOf(app, person.person, "enrollment_required")).to.deep.equal([]);
  });

  it("says nothing of those whom it would let pass", async () => {
    const app = current();
    await setRule(app, TRIED);
    const enrolled = await signedInPerson(app, { roles: [ROLE] });
    const other = await signedIn(app, { roles: [] });

    for (const browser of [enrolled, other]) await browser.get("/protected").expect(200);

    for (const { person } of [enrolled, other]) expect(eventsOf(app, person, "policy_would_refuse")).to.deep.equal([]);
  });

  it("that is put in force refuses, and one that is tried again records again", async () => {
    const app = current();
    const person = await signedIn(app);
    const answers = [];
    for (const mode of ["report-only", "enforce", "report-only"] as const) {
      await setRule(app, { ...TRIED, mode });
      answers.push((await person.get("/protected")).status);
    }

    expect(answers).to.deep.equal([200, 403, 200]);
    expect(eventsOf(app, person.person, "policy_would_refuse")).to.have.lengthOf(2);
  });
});

onEveryStack(
  "A stricter rule in report-only, over one in code",
  (current) => {
    afterEach(() => forgetRules(current(), ["guard"]));

    it("leaves that one in force", async () => {
      const app = current();
      const guard = openBrowser(app, app.users.add({ roles: ["guard"] }));
      await setRule(app, { role: "guard", mfa: "required", methods: ["totp"], mode: "report-only" });
      await guard.login();

      const answer = await guard.get("/protected");

      expect([answer.status, answer.body.code]).to.deep.equal([403, "ERR-MFA-ENROLLMENT-REQUIRED"]);
    });
  },
  { sallyport: { policy: [{ role: "guard", mfa: "required", graceDays: 0 }] } },
);
