import { MfaError, scopeOf, type PolicyRule, type Subject, type User } from "@sallyport/core";
import type { Request } from "express";
import { z } from "zod";
import { stateOf, subjectOf, type RequestState } from "../../request-state.ts";
import { resolvedRule, simulation, storedRule } from "../answers/admin.ts";
import { done, METHOD_TYPES } from "../answers/words.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { reason, userHandle } from "../fields.ts";
import { readScope } from "./scope.ts";

const fields = {
  mfa: z.enum(["off", "optional", "required"]),
  methods: z.array(z.enum(METHOD_TYPES)).min(1).optional(),
  graceDays: z.int().min(0).max(365).optional(),
  mayDisable: z.boolean().optional(),
  mode: z.enum(["enforce", "report-only"]).optional(),
};
const name = z.string().min(1).max(200);
const ruleInList = z.strictObject({
  ...{ role: name.optional(), tenantId: name.optional(), userId: name.optional() },
  ...fields,
});
const params = { scope: z.string().max(700) } as const;

/** `GET /security/policies` */
export const listPolicies: Endpoint = endpoint({
  id: "listPolicies",
  summary: "The rules that were set here, and (`effective`) the one that holds for whoever asks",
  answer: z.strictObject({ policies: z.array(storedRule).readonly(), effective: resolvedRule }),
  handle: async ({ req }) => {
    const { state, subject } = admitted(req);
    const stored = await state.suite.policy.list();
    const seen = stored.filter(({ rule }) => mayChange(subject, rule));
    return { policies: seen, effective: await state.suite.policy.get(subject.user) };
  },
});

/** `PUT /security/policies/:scope` */
export const setPolicy: Endpoint = endpoint({
  id: "setPolicy",
  summary: "Sets a rule, which holds from the next request on",
  params,
  body: z.strictObject({ ...fields, reason: reason.optional() }),
  answer: storedRule,
  handle: async ({ req, params: { scope }, body: { reason: why, ...rule } }) => {
    const { state, subject } = admitted(req);
    const where = scopeIn(scope, subject);
    return state.suite.policy.set({ ...where, ...withoutGaps(rule) }, { by: subject.user.id, reason: why });
  },
});

/** `DELETE /security/policies/:scope` */
export const removePolicy: Endpoint = endpoint({
  id: "removePolicy",
  summary: "Takes a rule back",
  params,
  answer: done("removed"),
  handle: async ({ req, params: { scope } }) => {
    const { state, subject } = admitted(req);
    await state.suite.policy.remove(scopeOf(scopeIn(scope, subject)), { by: subject.user.id });
    return { removed: true };
  },
});

/** `POST /security/policies/simulate` */
export const simulatePolicies: Endpoint = endpoint({
  id: "simulatePolicies",
  summary: "What rules would do: who would have to enroll, by when; who would be locked out",
  body: z.strictObject({
    rules: z.array(ruleInList).min(1).max(100),
    userIds: z.array(userHandle).min(1).max(1000),
  }),
  answer: simulation,
  handle: async ({ req, body: { rules, userIds } }) => {
    const { state, subject } = admitted(req);
    return state.suite.policy.simulate(
      rules.map((rule) => withoutGaps(rule)),
      usersIn(state, subject, userIds),
    );
  },
});

function admitted(req: Request): { readonly state: RequestState; readonly subject: Subject } {
  const state = stateOf(req, "mfaRouter");
  return { state, subject: subjectOf(state) };
}

/** Ids that nobody has, and users of other tenants, are left out. */
async function* usersIn(
  { suite }: RequestState,
  { user: { tenantId } }: Subject,
  ids: readonly string[],
): AsyncGenerator<User> {
  for (const id of ids) {
    const user = await suite.findUser(id);
    if (user && (tenantId === undefined || user.tenantId === tenantId)) yield user;
  }
}

type Scope = Pick<PolicyRule, "userId" | "tenantId" | "role">;

function scopeIn(text: string, subject: Subject): Scope {
  const scope = readScope(text);
  if (!scope) throw new MfaError("ERR-NOT-FOUND");
  if (!mayChange(subject, scope)) throw new MfaError("ERR-FORBIDDEN");
  return scope;
}

/** An admin of a tenant sets the rules of that tenant; rules of a user by id could be anybody's. */
function mayChange({ user: { tenantId } }: Subject, scope: Scope): boolean {
  return tenantId === undefined || (scope.tenantId === tenantId && scope.userId === undefined);
}

/** A field that was left out is not one that is undefined. */
function withoutGaps(rule: object): PolicyRule {
  return Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined)) as unknown as PolicyRule;
}
