import { expect } from "chai";
import { rateLimitMfa, sessionCap, trustedDevice } from "sallyport";
import { openBrowser } from "../../support/browser.ts";
import { createContract, type Contract, type SeenAnswer } from "../../support/contract.ts";
import { recordAnswers } from "../../support/record-answers.ts";
import { SENDING } from "../../support/sent-codes.ts";
import { onEmbedded } from "../../support/stacks.ts";
import { call, routerCalls } from "../../journeys/policy/router-calls.ts";
import { addResumable, CAPPED, REFUSED, STORIES } from "./stories.ts";

const seen: SeenAnswer[] = [];

/** The second look at the health of the suite is one too many: the one refusal that this call has. */
const onlyOnce = rateLimitMfa({
  name: "health",
  limit: 1,
  windowSeconds: 31 * 86_400,
  key: "address",
  skip: ({ path }) => !path.endsWith("/sessions/health"),
});

/** Which calls were answered with such a status. */
function answered(contract: Contract, isMeant: (status: number) => boolean): ReadonlySet<string | undefined> {
  return new Set(seen.filter(({ status }) => isMeant(status)).map((each) => contract.nameOf(each)));
}

onEmbedded(
  "The document of the router, held against every route",
  (current) => {
    let contract: Contract;

    before(async () => {
      const { body } = await openBrowser(current()).get("/api/v1/openapi.json").expect(200);
      contract = createContract(body);
      seen.length = 0;
    });

    for (const [what, story] of Object.entries(STORIES))
      it(`is right where somebody ${what}`, async () => {
        const before = seen.length;

        await story(current());

        expect(seen.slice(before).flatMap((each) => contract.complaintAbout(each) ?? [])).to.deep.equal([]);
      });

    for (const each of routerCalls())
      it(`is right where nobody in particular calls ${each.name}`, async () => {
        const browser = openBrowser(current());

        const { status } = await (REFUSED[each.name]?.(browser) ?? call(browser, each));

        expect(status).to.be.within(400, 499);
        expect(contract.complaintAbout(seen.at(-1)!)).to.equal(undefined);
      });

    it("has seen every call succeed, and every call refused", () => {
      const names = routerCalls().map(({ name }) => name);

      expect(names.filter((name) => !answered(contract, (status) => status < 300).has(name))).to.deep.equal([]);
      expect(names.filter((name) => !answered(contract, (status) => status >= 400).has(name))).to.deep.equal([]);
      expect(seen.map((each) => contract.nameOf(each))).not.to.include(undefined);
    });

    describe("and what is not in it", () => {
      const good = { method: "POST", path: "/mfa/disable", status: 200, type: "application/json; charset=utf-8" };
      const text = '{"disabled":true}';

      for (const [what, odd] of Object.entries({
        "a member that is not in the schema": { text: '{"disabled":true,"by":"me"}' },
        "a member that is missing": { text: "{}" },
        "a status": { status: 201 },
        "a content type": { type: "text/html; charset=utf-8" },
        "a code that this call never answers": {
          ...{ status: 401, type: "application/problem+json; charset=utf-8" },
          text: '{"type":"urn:sallyport:error:ERR-MFA-CHALLENGE-INVALID","title":"","status":401,"code":"ERR-MFA-CHALLENGE-INVALID","detail":""}',
        },
      }))
        it(`is noticed: ${what}`, () => {
          expect(contract.complaintAbout({ ...good, text })).to.equal(undefined);
          expect(contract.complaintAbout({ ...good, text, ...odd })).to.be.a("string");
        });
    });
  },
  {
    before: (app) => {
      app.use(recordAnswers(seen));
    },
    middlewares: [
      onlyOnce,
      trustedDevice(),
      sessionCap({ max: ({ roles }) => (roles?.includes(CAPPED) ? 1 : 50), whenFull: "ask" }),
    ],
    routes: addResumable,
    sallyport: {
      ...SENDING,
      methods: ["totp", "webauthn", "sms", "email", "backup_code"],
      admin: { approvals: 2 },
    },
  },
);
