import { expect } from "chai";
import {
  resolveRule,
  scopeOf,
  type Policy,
  type PolicyRule,
  type ResolvedRule,
} from "../../../packages/core/src/policy/policy.ts";

const OFFERED = ["totp", "sms", "email", "backup_code"] as const;
const ADA = { id: "ada", tenantId: "acme", roles: ["teller", "auditor"] };

function ruleOf(policy: Policy, more: { stored?: readonly PolicyRule[]; isAdmin?: boolean } = {}): ResolvedRule {
  const { stored = [], isAdmin = false } = more;
  return resolveRule(ADA, { policy, stored, offered: OFFERED, isAdmin: () => isAdmin });
}

/** From the most specific to the least. */
const SCOPES: readonly Pick<PolicyRule, "userId" | "tenantId" | "role">[] = [
  { userId: "ada" },
  { tenantId: "acme", role: "teller" },
  { tenantId: "acme" },
  { role: "teller" },
  {},
];

/** The weaker one first. */
const PAIRS: readonly (readonly [string, Partial<PolicyRule>, Partial<PolicyRule>])[] = [
  ["asks for more", { mfa: "off" }, { mfa: "optional" }],
  ["asks for more, though it spares longer", { mfa: "optional", graceDays: 0 }, { mfa: "required", graceDays: 30 }],
  ["lets fewer methods count", { methods: ["totp", "sms"] }, { methods: ["totp"] }],
  ["lets fewer methods count than all", {}, { methods: ["totp", "sms"] }],
  ["spares for a shorter time", { graceDays: 30 }, { graceDays: 2 }],
  ["spares for a shorter time than nobody has said", {}, { graceDays: 2 }],
  ["lets nobody turn MFA off", { mayDisable: true }, { mayDisable: false }],
];

describe("Of several rules that apply to somebody,", () => {
  for (const [index, scope] of SCOPES.entries())
    it(`that of ${scopeOf(scope)} decides where there is none more specific, however lax it is`, () => {
      const weakest = { ...scope, mfa: "off" } as const;
      const others = SCOPES.slice(index + 1).map((each): PolicyRule => ({ ...each, mfa: "required" }));

      const found = [ruleOf([weakest, ...others]), ruleOf([...others, weakest])];

      expect(found.map(({ mfa, scope }) => [mfa, scope])).to.deep.equal(
        Array.from({ length: 2 }, () => ["off", scopeOf(scope)]),
      );
    });

  for (const [what, weak, strict] of PAIRS)
    it(`that decides, of two as specific, which ${what}`, () => {
      const rules: readonly PolicyRule[] = [
        { mfa: "required", ...weak, role: "teller" },
        { mfa: "required", ...strict, role: "auditor" },
      ];

      const found = [ruleOf(rules), ruleOf([...rules].reverse())];

      expect(found.map(({ scope }) => scope)).to.deep.equal(["role:auditor", "role:auditor"]);
    });

  it("none counts that is for another user, another tenant, another role, or for a role in another tenant", () => {
    const others: readonly PolicyRule[] = [
      { userId: "eve", mfa: "required" },
      { tenantId: "umbrella", mfa: "required" },
      { role: "owner", mfa: "required" },
      { tenantId: "umbrella", role: "teller", mfa: "required" },
      { tenantId: "acme", role: "owner", mfa: "required" },
    ];

    expect(ruleOf(others)).to.include({ mfa: "optional", scope: "default" });
  });
});

describe("A rule that was set while the app runs", () => {
  it("takes the place of the one of its scope in code, and of no other", () => {
    const policy: Policy = [
      { role: "teller", mfa: "required" },
      { tenantId: "acme", mfa: "optional" },
    ];

    const laxer = ruleOf(policy, { stored: [{ tenantId: "acme", mfa: "off" }] });
    const beside = ruleOf(policy, { stored: [{ role: "teller", mfa: "off" }] });
    const above = ruleOf(policy, { stored: [{ userId: "ada", mfa: "required", graceDays: 1 }] });

    expect([laxer.mfa, beside.mfa, above.mfa]).to.deep.equal(["off", "optional", "required"]);
    expect(above).to.include({ scope: "user:ada", graceDays: 1 });
  });

  it("takes the place of what a function says for the same scope", () => {
    const found = ruleOf(() => ({ mfa: "required" }), { stored: [{ mfa: "off" }] });

    expect(found).to.include({ mfa: "off", scope: "default" });
  });
});

describe("A rule in report-only", () => {
  it("leaves the one of its scope in code in force, wherever it stands itself", () => {
    const inForce: PolicyRule = { role: "teller", mfa: "required", methods: ["totp", "sms"] };
    const tried: PolicyRule = { role: "teller", mfa: "required", methods: ["totp"], mode: "report-only" };

    const found = [ruleOf([inForce], { stored: [tried] }), ruleOf([tried, inForce])];

    for (const rule of found) {
      expect(rule.methods).to.deep.equal(["totp", "sms"]);
      expect(rule.reported).to.deep.include({ methods: ["totp"], scope: "role:teller" });
    }
  });

  it("is tried beside the more specific ones, which would decide all the same", () => {
    const found = ruleOf([
      { mfa: "required", mode: "report-only" },
      { tenantId: "acme", mfa: "optional" },
    ]);

    expect([found.mfa, found.reported?.mfa, found.reported?.scope]).to.deep.equal([
      "optional",
      "optional",
      "tenant:acme",
    ]);
  });

  it("may be a laxer one: it is what would hold", () => {
    const found = ruleOf([{ mfa: "required" }], { stored: [{ mfa: "off", mode: "report-only" }] });

    expect([found.mfa, found.reported?.mfa]).to.deep.equal(["required", "off"]);
  });

  it("of somebody else is nothing to report", () => {
    const found = ruleOf([{ role: "owner", mfa: "required", mode: "report-only" }]);

    expect(found).not.to.have.property("reported");
  });
});

describe("What a rule leaves open", () => {
  it("is seven days of grace, every method on offer, and that users may turn MFA off where it is not required", () => {
    const required = ruleOf([{ mfa: "required" }]);
    const optional = ruleOf([{ mfa: "optional" }]);

    expect(required).to.deep.include({ graceDays: 7, methods: [...OFFERED], mayDisable: false });
    expect(optional.mayDisable).to.equal(true);
  });

  it("is that admins may not turn it off, unless the rule says that they may", () => {
    const rules = [{ mfa: "optional" }, { mfa: "required", mayDisable: true }] as const;

    const found = rules.map((rule) => ruleOf([rule], { isAdmin: true }).mayDisable);

    expect(found).to.deep.equal([false, true]);
  });

  it("is no method that the app does not offer, whatever the rule names", () => {
    const found = ruleOf([{ mfa: "required", methods: ["webauthn", "sms"] }]);

    expect(found.methods).to.deep.equal(["sms"]);
  });
});
