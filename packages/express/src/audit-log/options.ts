import type { Request, Response } from "express";
import type { AuditData } from "../own-audit.ts";

/** What an answered request leaves in the trail. */
export interface RequestEvent {
  /** `payment` becomes `app.payment`. */
  readonly type: string;
  readonly data?: AuditData;
}

/** How `auditLog` goes about it. */
export interface AuditLogOptions {
  /** Whether an `X-Request-Id` that comes with the request is taken, where it is well-formed. Default false. */
  readonly trustRequestId?: boolean;
  /** Which requests leave an event of the app's own, asked when they have been answered. Default: none. */
  readonly requests?: (req: Request, res: Response) => RequestEvent | undefined;
}
