import { Router, type Request, type Response } from "express";
import { requireMfa } from "sallyport";
import type { Notes } from "../people/notes.ts";
import { LONGEST_NOTE, vaultPage } from "../pages/vault.ts";
import { field, page, send } from "./forms.ts";

/**
 * Behind a second factor: of the last five minutes to look, of `stepUpSeconds` to leave a note. A note that comes too late is
 * kept until its person has confirmed who they are, and then left without being typed again.
 */
export function vault({ stepUpSeconds, notes }: { readonly stepUpSeconds: number; readonly notes: Notes }): Router {
  const router = Router();

  function show(req: Request, res: Response, told: { readonly problem?: string; readonly typed?: string } = {}): void {
    const { problem, typed } = told;
    const own = notes.of(req.mfa.user?.id ?? "");
    send(req, res, { title: "The vault", problem, body: vaultPage({ notes: own, stepUpSeconds, typed }) });
  }

  router.get(
    "/vault",
    requireMfa({ maxAgeSeconds: 300, unenrolled: "refuse" }),
    page(async (req, res) => {
      await req.mfa.audit("vault.opened");
      show(req, res);
    }),
  );

  router.post(
    "/vault",
    requireMfa({ maxAgeSeconds: stepUpSeconds, unenrolled: "refuse", resume: true }),
    (req, res) => {
      const note = field(req, "note").trim();
      if (note === "" || note.length > LONGEST_NOTE) {
        const problem = `A note has 1 to ${LONGEST_NOTE} characters.`;
        show(req, res.status(400), { problem, typed: note });
        return;
      }
      notes.leave(req.mfa.user?.id ?? "", note);
      res.redirect(303, "/vault");
    },
  );
  return router;
}
