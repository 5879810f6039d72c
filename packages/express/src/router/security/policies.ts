import { MfaError, scopeOf, type PolicyRule, type Subject, type User } from "@sallyport/core";
import { z } from "zod";
import type { RequestState } from "../../request-state.ts";
import { stateOf, subjectOf } from "../../request-state.ts";
import { fieldsOf } from "../body.ts";
import { reason, userHandle } from "../fields.ts";
import { paramOf } from "../param.ts";
import { readScope } from "./scope.ts";
import type { Call, Route } from "../route.ts";

const METHOD = z.enum(["totp", "sms", "email", "webauthn", "backup_code"]);
const fields = {
  mfa: z.enum(["off", "optional", "required"]),
  methods: z.array(METHOD).min(1).optional(),
  graceDays: z.int().min(0).max(365).optional(),
  mayDisable: z.boolean().optional(),
  mode: z.enum(["enforce", "report-only"]).optional(),
};
const name = z.string().min(1).max(200);
const ruleBody = z.strictObject({ ...fields, reason: reason.optional() });
const ruleInList = z.strictObject({
  ...{ role: name.optional(), tenantId: name.optional(), userId: name.optional() },
  ...fields,
});
const simulateBody = z.strictObject({
  rules: z.array(ruleInList).min(1).max(100),
  userIds: z.array(userHandle).min(1).max(1000),
});

/** `GET /security/policies`: what is set here, and (`effective`) what holds for whoever asks. */
export const listPolicies: Route = async (call) => {
  const { state, subject } = admitted(call);
  const stored = await state.suite.policy.list();
  const seen = stored.filter(({ rule }) => mayChange(subject, rule));
  return { policies: seen, effective: await state.suite.policy.get(subject.user) };
};

/** `PUT /security/policies/:scope` */
export const setPolicy: Route = async (call) => {
  const { state, subject } = admitted(call);
  const scope = scopeIn(call, subject);
  const { reason: why, ...rule } = fieldsOf(call.req, ruleBody);
  return state.suite.policy.set({ ...scope, ...withoutGaps(rule) }, { by: subject.user.id, reason: why });
};

/** `DELETE /security/policies/:scope` */
export const removePolicy: Route = async (call) => {
  const { state, subject } = admitted(call);
  await state.suite.policy.remove(scopeOf(scopeIn(call, subject)), { by: subject.user.id });
  return { removed: true };
};

/** `POST /security/policies/simulate`: who would have to, by when; who would be locked out. */
export const simulatePolicies: Route = async (call) => {
  const { state, subject } = admitted(call);
  const { rules, userIds } = fieldsOf(call.req, simulateBody);
  return state.suite.policy.simulate(
    rules.map((rule) => withoutGaps(rule)),
    usersIn(state, subject, userIds),
  );
};

function admitted({ req }: Call): { readonly state: RequestState; readonly subject: Subject } {
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

function scopeIn({ req }: Call, subject: Subject): Scope {
  const scope = readScope(paramOf(req, "scope", z.string().max(700)));
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
