import type { User } from "@sallyport/core";
import type { Request } from "express";

/** How devices are trusted at the routes below. */
export interface TrustedDeviceRule {
  /** How long trust lasts; using it does not move the end. Default 30 (`trustedDevices.days`, `MFA_TRUSTED_DEVICE_DAYS`); no more. */
  readonly days?: number;
  /** How many devices one user may trust; beyond it the oldest is forgotten. Default 10 (`trustedDevices.max`). */
  readonly max?: number;
  /**
   * Who may trust a device at all: not people at shared machines, for example. Asked when trust is offered, given and used;
   * anything but a plain `true` is a no. Default: everybody.
   */
  readonly offer?: (user: User, req: Request) => boolean | Promise<boolean>;
}
