import { Router } from "express";
import { linkPage } from "../pages/enroll.ts";
import { send } from "./forms.ts";

/**
 * Where the link of a reset leads, and browsers of people who must enroll. The token stands behind the hash sign, which
 * comes to no server: a redirect leaves it with the browser.
 */
export function enroll(): Router {
  const router = Router();
  router.get("/enroll", (req, res) => {
    if (req.mfa.stage === "full") res.redirect(303, "/security");
    else send(req, res, { title: "Set up a new second factor", body: linkPage(), scripts: ["enroll"] });
  });
  return router;
}
