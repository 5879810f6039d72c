import { z } from "zod";
import { device } from "../answers/devices.ts";
import { counted, done } from "../answers/words.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { deviceHandle } from "../fields.ts";

/** `GET /mfa/trusted-devices` */
export const listDevices: Endpoint = endpoint({
  id: "listTrustedDevices",
  summary: "The browsers that the user has asked to be remembered",
  answer: z.array(device).readonly(),
  handle: ({ req }) => req.mfa.trustedDevices(),
});

/** `DELETE /mfa/trusted-devices/:id` */
export const revokeDevice: Endpoint = endpoint({
  id: "revokeTrustedDevice",
  summary: "Forgets one of them",
  params: { id: deviceHandle },
  answer: done("revoked"),
  refusals: ["ERR-MFA-STEP-UP-REQUIRED"],
  handle: async ({ req, params }) => {
    await req.mfa.revokeDevice(params.id);
    return { revoked: true };
  },
});

/** `DELETE /mfa/trusted-devices` */
export const revokeDevices: Endpoint = endpoint({
  id: "revokeTrustedDevices",
  summary: "Forgets all of them",
  answer: counted("revoked"),
  refusals: ["ERR-MFA-STEP-UP-REQUIRED"],
  handle: async ({ req }) => ({ revoked: await req.mfa.revokeDevices() }),
});
