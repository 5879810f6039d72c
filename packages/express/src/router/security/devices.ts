import { MfaError } from "@sallyport/core";
import { z } from "zod";
import { stateOf, subjectOf } from "../../request-state.ts";
import { fieldsOf } from "../body.ts";
import { deviceHandle, reason, userHandle } from "../fields.ts";
import { paramOf } from "../param.ts";
import type { Call, Route } from "../route.ts";

const revokeBody = z.strictObject({ reason: reason.optional() });
const compromisedBody = z.strictObject({ reason });

/** `GET /security/devices/:userId`: one's own, or an admin's look at another's. */
export const devicesOf: Route = async ({ req }) => {
  const state = stateOf(req, "mfaRouter");
  const { suite } = state;
  const subject = subjectOf(state);
  const userId = paramOf(req, "userId", userHandle);
  if (userId !== subject.user.id) await suite.admin.requireInReach(subject, userId);
  return suite.devices.list(userId);
};

/** `POST /security/devices/:id/revoke` */
export const revokeAnyDevice: Route = async (call) => {
  const { suite, owner, id, by } = await deviceOf(call);
  const { reason: why = "revoked_by_admin" } = fieldsOf(call.req, revokeBody);
  if ((await suite.devices.revoke(owner, { id }, { by, reason: why })) === 0) throw new MfaError("ERR-NOT-FOUND");
  return { revoked: true };
};

/** `POST /security/devices/:id/compromised` */
export const markCompromised: Route = async (call) => {
  const { suite, owner, id, by } = await deviceOf(call);
  await suite.devices.markCompromised(owner, id, { by, ...fieldsOf(call.req, compromisedBody) });
  return { compromised: true };
};

/** Whose it is says who may: somebody of a lower rank, or the admin's own. */
async function deviceOf({ req }: Call): Promise<{
  readonly suite: ReturnType<typeof stateOf>["suite"];
  readonly owner: string;
  readonly id: string;
  readonly by: string;
}> {
  const state = stateOf(req, "mfaRouter");
  const { suite } = state;
  const subject = subjectOf(state);
  const id = paramOf(req, "id", deviceHandle);
  const owner = await suite.devices.ownerOf(id);
  if (owner === undefined) throw new MfaError("ERR-NOT-FOUND");
  if (owner !== subject.user.id) await suite.admin.requireLower(subject, owner).catch(hidden);
  return { suite, owner, id, by: subject.user.id };
}

/** Handles are guessed by nobody, but a device that one may not see is none. */
function hidden(error: unknown): never {
  throw error instanceof MfaError && error.code === "ERR-FORBIDDEN" ? new MfaError("ERR-NOT-FOUND") : error;
}
