import { expect } from "chai";
import type { Simulation } from "@sallyport/core";
import type { TestApp } from "../../support/app.ts";
import { adminOf, DAY, forgetRules, setRule } from "./acting.ts";
import { enrolledPerson, openBrowser } from "../../support/browser.ts";
import { SENDING, textedPerson } from "../../support/sent-codes.ts";
import type { Person } from "../../support/users.ts";
import { onEmbedded } from "../../support/stacks.ts";

const ROLE = "simulated";
const RULES = [
  { role: ROLE, mfa: "required", methods: ["totp", "webauthn"], graceDays: 7 },
  { role: `${ROLE}-spared`, mfa: "off" },
] as const;

interface Crowd {
  readonly people: readonly Person[];
  readonly late: readonly Person[];
  readonly begun: readonly Person[];
}

/** So many of each kind, thirty-one in all. */
async function gather(app: TestApp): Promise<Crowd> {
  const some = (count: number, details: Partial<Person> = {}): readonly Person[] =>
    Array.from({ length: count }, () => app.users.add({ roles: [ROLE], ...details }));
  const late = some(2);
  const begun = some(3);
  const signIn = async (person: Person): Promise<void> => {
    await openBrowser(app, person).login();
  };
  await setRule(app, { role: ROLE, mfa: "required", graceDays: 7 });
  for (const person of late) await signIn(person);
  app.clock.travel(6 * DAY);
  for (const person of begun) await signIn(person);
  await forgetRules(app, [ROLE]);
  app.clock.travel(2 * DAY);

  const enrolled: Person[] = [];
  for (let index = 0; index < 3; index += 1) enrolled.push((await enrolledPerson(app)).person);
  const texted: Person[] = [];
  for (let index = 0; index < 2; index += 1) texted.push((await textedPerson(app)).person);
  for (const { id } of [...enrolled, ...texted]) app.users.change(id, { roles: [ROLE] });
  const of = (persons: readonly Person[]): readonly Person[] => persons.map((person) => ({ ...person, roles: [ROLE] }));

  const people = [
    ...[...late, ...begun, ...of(enrolled), ...of(texted)],
    ...some(10),
    ...some(6, { roles: [] }),
    ...some(5, { roles: [`${ROLE}-spared`] }),
  ];
  return { people, late, begun };
}

onEmbedded(
  "What rules would do to thirty people",
  (current) => {
    let crowd: Crowd | undefined;
    let answer: Simulation | undefined;

    before(async () => {
      const app = current();
      crowd = await gather(app);
      answer = await app.mfa.policy.simulate(RULES, crowd.people);
    });

    const idsOf = (people: readonly { readonly id: string }[]): readonly string[] => people.map(({ id }) => id);

    it("is counted: who need not, who has enrolled, who is in grace, and who would be locked out", () => {
      expect(answer).to.deep.include({
        ...{ users: 31, notRequired: 11, enrolled: 3, inGrace: 15, lockedOut: 2, weakMethodsOnly: 2 },
      });
    });

    it("names those who would notice, why, and until when", () => {
      const affected = answer?.affected ?? [];
      const lockedOut = affected.filter(({ outcome }) => outcome === "locked_out");
      const weak = affected.filter(({ weakMethodsOnly }) => weakMethodsOnly);

      expect(affected).to.have.lengthOf(17);
      expect(lockedOut.map(({ userId }) => userId)).to.have.members(idsOf(crowd?.late ?? []));
      expect(weak).to.have.lengthOf(2);
      for (const { policyScope, deadline } of affected)
        expect([policyScope, deadline instanceof Date]).to.deep.equal([`role:${ROLE}`, true]);
    });

    it("goes on where a grace has begun, and begins none", async () => {
      const { people, begun, late } = crowd ?? expect.fail("nobody is there");
      const inGrace = answer?.affected.find(({ userId }) => userId === begun[0]?.id);

      const app = current();
      const days = ((inGrace?.deadline?.getTime() ?? 0) - app.clock.now().getTime()) / 1000 / DAY;
      const admin = await adminOf(app);
      const reports = [];
      for (const { id } of people) reports.push(await admin.get(`/api/v1/security/users/${id}`));

      expect(days).to.be.within(4.9, 5.1);
      const graces = reports.filter(({ body }) => body.enrollmentDeadline !== null);
      expect(graces.map(({ body }) => body.userId as string)).to.have.members(idsOf([...begun, ...late]));
      expect(await app.mfa.policy.get(people[0] ?? begun[0]!)).to.include({ mfa: "optional" });
    });

    it("is the same over HTTP, as far as there are such users", async () => {
      const app = current();
      const admin = await adminOf(app);
      const userIds = [...idsOf(crowd?.people ?? []), "nobody"];

      const { body, status } = await admin.post("/api/v1/security/policies/simulate", { rules: RULES, userIds });

      const { affected: _affected, ...counts } = answer ?? expect.fail("nothing was simulated");
      expect(status).to.equal(200);
      expect(body).to.deep.include(counts);
      expect(body.affected).to.have.lengthOf(17);
    });

    it("is what they would do in force, also where they are in report-only", async () => {
      const tried = RULES.map((rule) => ({ ...rule, mode: "report-only" as const }));

      const again = await current().mfa.policy.simulate(tried, crowd?.people ?? []);

      expect(again).to.deep.include({ notRequired: 11, lockedOut: 2 });
    });

    it("is asked of people who come one by one, as from a database", async () => {
      async function* stream(): AsyncGenerator<Person> {
        for (const person of crowd?.people ?? []) {
          await Promise.resolve();
          yield person;
        }
      }

      expect(await current().mfa.policy.simulate(RULES, stream())).to.deep.include({ users: 31, lockedOut: 2 });
    });

    for (const [field, body] of [
      ["rules", { userIds: ["1"] }],
      ["rules", { rules: [], userIds: ["1"] }],
      ["userIds", { rules: [{ mfa: "off" }], userIds: [] }],
      ["rules.0.mfa", { rules: [{ mfa: "never" }], userIds: ["1"] }],
      ["rules", { rules: Array.from({ length: 101 }, () => ({ mfa: "off" })), userIds: ["1"] }],
      ["userIds", { rules: [{ mfa: "off" }], userIds: Array.from({ length: 1001 }, () => "1") }],
      ["rules.0.methods", { rules: [{ mfa: "required", methods: ["backup_code"] }], userIds: ["1"] }],
    ] as const)
      it(`is refused with the name of what is wrong: ${field} in ${JSON.stringify(body).slice(0, 50)}`, async () => {
        const admin = await adminOf(current());

        const { status, body: problem } = await admin.post("/api/v1/security/policies/simulate", body);

        expect([status, problem.errors[0].field]).to.deep.equal([400, field]);
      });
  },
  { sallyport: SENDING },
);
