import { Router } from "express";
import cluster from "node:cluster";
import type { OutgoingMessage } from "sallyport";
import { outboxPage } from "../pages/outbox.ts";
import { send } from "./forms.ts";

/** Nothing runs, nothing is loaded, and it belongs to no site; mails bring their styles inline. */
const MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** For developers: what was sent, to be read like a phone or a mailbox. Whoever sees it could sign in: never mount it in production. */
export function outbox(messages: () => readonly OutgoingMessage[]): Router {
  const router = Router();

  router.get("/outbox", (req, res) => {
    send(req, res, { title: "Outbox", body: outboxPage(messages(), { isWorker: cluster.isWorker }) });
  });

  // A page of its own under a policy of its own, rather than a frame that ours would have to be loosened for.
  router.get("/outbox/:id", (req, res, next) => {
    const markup = messages().find(({ id }) => id === req.params.id)?.html;
    if (markup === undefined) {
      next();
      return;
    }
    res.setHeader("Content-Security-Policy", MAIL_POLICY);
    res.setHeader("Cache-Control", "no-store");
    res.type("html").send(markup);
  });
  return router;
}
