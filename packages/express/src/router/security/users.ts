import { z } from "zod";
import { stateOf, subjectOf } from "../../request-state.ts";
import { fieldsOf } from "../body.ts";
import { reason, userHandle } from "../fields.ts";
import { paramOf } from "../param.ts";
import type { Call, Route } from "../route.ts";

const reasonBody = z.strictObject({ reason });
const graceBody = z.strictObject({ reason, days: z.int().min(1).max(365) });
const empty = z.strictObject({});

/** Who acts, on whom, in which suite. */
function actOf({ req }: Call): {
  readonly suite: ReturnType<typeof stateOf>["suite"];
  readonly by: ReturnType<typeof subjectOf>;
  readonly userId: string;
} {
  const state = stateOf(req, "mfaRouter");
  return { suite: state.suite, by: subjectOf(state), userId: paramOf(req, "userId", userHandle) };
}

/** `GET /security/users/:userId` */
export const readUser: Route = (call) => {
  const { suite, by, userId } = actOf(call);
  return suite.admin.user(userId, { by });
};

/** `POST /security/users/:userId/reset-mfa` */
export const resetMfa: Route = (call) => {
  const { suite, by, userId } = actOf(call);
  return suite.admin.resetMfa(userId, { by, ...fieldsOf(call.req, reasonBody) });
};

/** `POST /security/users/:userId/reset-mfa/approve` */
export const approveReset: Route = (call) => {
  const { suite, by, userId } = actOf(call);
  fieldsOf(call.req, empty);
  return suite.admin.approveReset(userId, { by });
};

/** `DELETE /security/users/:userId/reset-mfa` */
export const cancelReset: Route = async (call) => {
  const { suite, by, userId } = actOf(call);
  await suite.admin.cancelReset(userId, { by });
  return { cancelled: true };
};

/** `POST /security/users/:userId/enrollment-link` */
export const sendEnrollmentLink: Route = async (call) => {
  const { suite, by, userId } = actOf(call);
  fieldsOf(call.req, empty);
  return { expiresAt: await suite.admin.sendEnrollmentLink(userId, { by }) };
};

/** `POST /security/users/:userId/unlock` */
export const unlock: Route = async (call) => {
  const { suite, by, userId } = actOf(call);
  await suite.admin.unlock(userId, { by, ...fieldsOf(call.req, reasonBody) });
  return { unlocked: true };
};

/** `POST /security/users/:userId/grace` */
export const extendGrace: Route = async (call) => {
  const { suite, by, userId } = actOf(call);
  const extension = fieldsOf(call.req, graceBody);
  await suite.admin.requireLower(by, userId);
  const { deadline } = await suite.policy.extendGrace(userId, { ...extension, by: by.user.id });
  return { deadline };
};

/** `POST /security/users/:userId/sessions/invalidate-all` */
export const endSessions: Route = async (call) => {
  const { suite, by, userId } = actOf(call);
  fieldsOf(call.req, empty);
  return { ended: await suite.admin.endSessions(userId, { by }) };
};
