import { z } from "zod";
import { stateOf, subjectOf } from "../../request-state.ts";
import { resetAnswer, userReport } from "../answers/admin.ts";
import { counted, done, instant } from "../answers/words.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { nothing, reason, userHandle } from "../fields.ts";
import type { Request } from "express";

const params = { userId: userHandle } as const;
const because = z.strictObject({ reason });

/** Who acts, in which suite. */
function actorOf(req: Request): {
  readonly suite: ReturnType<typeof stateOf>["suite"];
  readonly by: ReturnType<typeof subjectOf>;
} {
  const state = stateOf(req, "mfaRouter");
  return { suite: state.suite, by: subjectOf(state) };
}

/** `GET /security/users/:userId` */
export const readUser: Endpoint = endpoint({
  id: "readUser",
  summary: "How a user stands",
  params,
  answer: userReport,
  handle: ({ req, params: { userId } }) => {
    const { suite, by } = actorOf(req);
    return suite.admin.user(userId, { by });
  },
});

/** `POST /security/users/:userId/reset-mfa` */
export const resetMfa: Endpoint = endpoint({
  id: "resetMfa",
  summary: "Takes away all methods of a user who has lost them",
  params,
  body: because,
  answer: resetAnswer,
  handle: ({ req, params: { userId }, body }) => {
    const { suite, by } = actorOf(req);
    return suite.admin.resetMfa(userId, { by, ...body });
  },
});

/** `POST /security/users/:userId/reset-mfa/approve` */
export const approveReset: Endpoint = endpoint({
  id: "approveReset",
  summary: "Agrees to a reset that another admin has asked for",
  params,
  body: nothing,
  answer: resetAnswer,
  handle: ({ req, params: { userId } }) => {
    const { suite, by } = actorOf(req);
    return suite.admin.approveReset(userId, { by });
  },
});

/** `DELETE /security/users/:userId/reset-mfa` */
export const cancelReset: Endpoint = endpoint({
  id: "cancelReset",
  summary: "Takes back a reset that has not been carried out",
  params,
  answer: done("cancelled"),
  handle: async ({ req, params: { userId } }) => {
    const { suite, by } = actorOf(req);
    await suite.admin.cancelReset(userId, { by });
    return { cancelled: true };
  },
});

/** `POST /security/users/:userId/enrollment-link` */
export const sendEnrollmentLink: Endpoint = endpoint({
  id: "sendEnrollmentLink",
  summary: "Sends the link of a reset again; the one before is dead",
  params,
  body: nothing,
  answer: z.strictObject({ expiresAt: instant }),
  handle: async ({ req, params: { userId } }) => {
    const { suite, by } = actorOf(req);
    return { expiresAt: await suite.admin.sendEnrollmentLink(userId, { by }) };
  },
});

/** `POST /security/users/:userId/unlock` */
export const unlock: Endpoint = endpoint({
  id: "unlockUser",
  summary: "Lets a user guess again at once",
  params,
  body: because,
  answer: done("unlocked"),
  handle: async ({ req, params: { userId }, body }) => {
    const { suite, by } = actorOf(req);
    await suite.admin.unlock(userId, { by, ...body });
    return { unlocked: true };
  },
});

/** `POST /security/users/:userId/grace` */
export const extendGrace: Endpoint = endpoint({
  id: "extendGrace",
  summary: "Gives a user more time to enroll",
  params,
  body: z.strictObject({ reason, days: z.int().min(1).max(365) }),
  answer: z.strictObject({ deadline: instant }),
  handle: async ({ req, params: { userId }, body }) => {
    const { suite, by } = actorOf(req);
    await suite.admin.requireLower(by, userId);
    const { deadline } = await suite.policy.extendGrace(userId, { ...body, by: by.user.id });
    return { deadline };
  },
});

/** `POST /security/users/:userId/sessions/invalidate-all` */
export const endSessions: Endpoint = endpoint({
  id: "endSessionsOfUser",
  summary: "Ends all sessions of a user",
  params,
  body: nothing,
  answer: counted("ended"),
  handle: async ({ req, params: { userId } }) => {
    const { suite, by } = actorOf(req);
    return { ended: await suite.admin.endSessions(userId, { by }) };
  },
});
