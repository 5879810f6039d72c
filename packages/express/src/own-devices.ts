import type { DeviceSummary } from "@sallyport/core";
import type { Request } from "express";
import { raiseSession } from "./raise-session.ts";
import { subjectOf, type RequestState } from "./request-state.ts";
import { readDeviceCookie } from "./trusted-device/cookie.ts";

/** What a user does with their trusted devices; what the `/mfa/trusted-devices` routes do. */
export interface RequestDevices {
  /** What `GET /mfa/trusted-devices` does. */
  trustedDevices(): Promise<readonly DeviceSummary[]>;
  /** What `DELETE /mfa/trusted-devices/:id` does. */
  revokeDevice(id: string): Promise<void>;
  /** What `DELETE /mfa/trusted-devices` does. Returns how many. */
  revokeDevices(): Promise<number>;
}

export function trusting(req: Request, state: RequestState): RequestDevices {
  const { devices } = state.suite;
  return {
    trustedDevices: async () => {
      const subject = subjectOf(state);
      return devices.listOwn({ subject, shown: readDeviceCookie(req, state, subject.user) });
    },
    revokeDevice: async (id) => {
      await devices.revokeOwn({ subject: subjectOf(state), which: { id } });
      await raiseSession({ req, state });
    },
    revokeDevices: async () => {
      const ended = await devices.revokeOwn({ subject: subjectOf(state), which: "all" });
      await raiseSession({ req, state });
      return ended;
    },
  };
}
