import type { Request, Response } from "express";
import type { MethodConfirmation, MethodType } from "sallyport";
import type { Typed } from "../pages/add-forms.ts";
import { backupCodesPage } from "../pages/backup-codes.ts";
import { securityPage } from "../pages/security.ts";
import { send } from "./forms.ts";

interface Shown {
  readonly offered: readonly MethodType[];
  readonly problem?: string;
  readonly typed?: Typed;
}

/** The list of methods, with the account's address in the form unless there is an address in the list. */
export async function showSecurity(req: Request, res: Response, { offered, problem, typed }: Shown): Promise<void> {
  const status = await req.mfa.status();
  const email = status.methods.some(({ type }) => type === "email") ? undefined : req.mfa.user?.email;
  const inForm = { ...(email === undefined ? {} : { email }), ...typed };
  const body = securityPage(status, { offered, typed: inForm, now: new Date() });
  send(req, res, { title: "Security", problem, body, scripts: ["enroll", "passkeys", "signal-passkeys"] });
}

/** The end of every set-up: with the first method come the backup codes. */
export function showConfirmed(req: Request, res: Response, { backupCodes }: MethodConfirmation): void {
  if (backupCodes) showCodes(req, res, backupCodes);
  else res.redirect(303, "/security");
}

export function showCodes(req: Request, res: Response, codes: readonly string[]): void {
  send(req, res, { title: "Save your backup codes", body: backupCodesPage(codes), scripts: ["backup-codes"] });
}
