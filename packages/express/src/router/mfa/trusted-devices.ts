import { deviceHandle } from "../fields.ts";
import { paramOf } from "../param.ts";
import type { Route } from "../route.ts";

/** `GET /mfa/trusted-devices` */
export const listDevices: Route = ({ req }) => req.mfa.trustedDevices();

/** `DELETE /mfa/trusted-devices/:id` */
export const revokeDevice: Route = async ({ req }) => {
  await req.mfa.revokeDevice(paramOf(req, "id", deviceHandle));
  return { revoked: true };
};

/** `DELETE /mfa/trusted-devices` */
export const revokeDevices: Route = async ({ req }) => ({ revoked: await req.mfa.revokeDevices() });
