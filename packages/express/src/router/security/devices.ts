import { MfaError } from "@sallyport/core";
import type { Request } from "express";
import { z } from "zod";
import { stateOf, subjectOf } from "../../request-state.ts";
import { deviceReport } from "../answers/devices.ts";
import { done } from "../answers/words.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { deviceHandle, reason, userHandle } from "../fields.ts";

/** `GET /security/devices/:userId`: one's own, or an admin's look at another's. */
export const devicesOf: Endpoint = endpoint({
  id: "listDevicesOfUser",
  summary: "The trusted devices of a user, each with its score",
  params: { userId: userHandle },
  answer: z.array(deviceReport).readonly(),
  refusals: ["ERR-FORBIDDEN", "ERR-MFA-STEP-UP-REQUIRED"],
  handle: async ({ req, params: { userId } }) => {
    const state = stateOf(req, "mfaRouter");
    const { suite } = state;
    const subject = subjectOf(state);
    if (userId !== subject.user.id) await suite.admin.requireInReach(subject, userId);
    return suite.devices.list(userId);
  },
});

/** `POST /security/devices/:id/revoke` */
export const revokeAnyDevice: Endpoint = endpoint({
  id: "revokeDeviceOfUser",
  summary: "Ends the trust in a device",
  params: { id: deviceHandle },
  body: z.strictObject({ reason: reason.optional() }),
  answer: done("revoked"),
  handle: async ({ req, params: { id }, body }) => {
    const { suite, owner, by } = await actOn(req, id);
    const { reason: why = "revoked_by_admin" } = body;
    if ((await suite.devices.revoke(owner, { id }, { by, reason: why })) === 0) throw new MfaError("ERR-NOT-FOUND");
    return { revoked: true };
  },
});

/** `POST /security/devices/:id/compromised` */
export const markCompromised: Endpoint = endpoint({
  id: "markDeviceCompromised",
  summary: "Ends the trust in a device, and all sessions of its user",
  params: { id: deviceHandle },
  body: z.strictObject({ reason }),
  answer: done("compromised"),
  handle: async ({ req, params: { id }, body }) => {
    const { suite, owner, by } = await actOn(req, id);
    await suite.devices.markCompromised(owner, id, { by, ...body });
    return { compromised: true };
  },
});

/** Whose it is says who may: somebody of a lower rank, or the admin's own. */
async function actOn(
  req: Request,
  id: string,
): Promise<{
  readonly suite: ReturnType<typeof stateOf>["suite"];
  readonly owner: string;
  readonly by: string;
}> {
  const state = stateOf(req, "mfaRouter");
  const { suite } = state;
  const subject = subjectOf(state);
  const owner = await suite.devices.ownerOf(id);
  if (owner === undefined) throw new MfaError("ERR-NOT-FOUND");
  if (owner !== subject.user.id) await suite.admin.requireLower(subject, owner).catch(hidden);
  return { suite, owner, by: subject.user.id };
}

/** Handles are guessed by nobody, but a device that one may not see is none. */
function hidden(error: unknown): never {
  throw error instanceof MfaError && error.code === "ERR-FORBIDDEN" ? new MfaError("ERR-NOT-FOUND") : error;
}
