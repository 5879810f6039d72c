import { Router } from "express";
import { requireMfa, type Sallyport } from "sallyport";
import { activityPage, myDataPage } from "../pages/activity.ts";
import type { Notes } from "../people/notes.ts";
import { page, send } from "./forms.ts";
import { sendData } from "./send-data.ts";
import { subjectOf } from "./subject.ts";

/** More than are shown: some have no words for the person. */
const READ = 200;

/** What has happened with one's own account, and everything that is kept of it. */
export function activity({ mfa, notes }: { readonly mfa: Sallyport; readonly notes: Notes }): Router {
  const router = Router();
  router.use("/activity", requireMfa());

  router.get(
    "/activity",
    page(async (req, res) => {
      const { entries } = await mfa.audit.find({ userId: subjectOf(req).user.id }, { limit: READ });
      send(req, res, { title: "Activity", body: activityPage(entries) });
    }),
  );

  router.get("/activity/my-data", requireMfa({ maxAgeSeconds: 300 }), (req, res) => {
    send(req, res, { title: "Download my data", body: myDataPage() });
  });

  // Whether the proof is young enough is asked for by the domain here: back from there, one is on the page and not in a file.
  router.get(
    "/activity/my-data.json",
    page(async (req, res) => {
      const by = subjectOf(req);
      const text = await mfa.privacy.exportText(by.user.id, { by, language: by.context.language });
      await sendData(res, "my-data.json", { user: by.user, notes, text });
    }),
  );
  return router;
}
