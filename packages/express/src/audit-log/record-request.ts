import type { Request, Response } from "express";
import { auditing } from "../own-audit.ts";
import type { RequestState } from "../request-state.ts";
import type { AuditLogOptions } from "./options.ts";

/** Records a request when its answer has gone out, or never will. It is answered by then: what fails here is logged. */
export function recordRequest(given: {
  readonly req: Request;
  readonly res: Response;
  readonly state: RequestState;
  readonly requests: NonNullable<AuditLogOptions["requests"]>;
}): void {
  const { req, res, state, requests } = given;

  async function recordIt(): Promise<void> {
    const event = requests(req, res);
    if (!event) return;
    const hasFailed = res.statusCode >= 400 || !res.writableFinished;
    await auditing(state).audit(event.type, event.data, { outcome: hasFailed ? "failure" : "success" });
  }

  res.once("close", () => {
    recordIt().catch((error: unknown) => {
      state.suite.settings.logger.error("a request could not be recorded", { error });
    });
  });
}
