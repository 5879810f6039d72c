import { expect } from "chai";
import express5, { type Express, type Request, type RequestHandler } from "express";
import express4 from "express4";
import { requireMfa } from "sallyport";
import type { Response, Test } from "supertest";
import type { TestApp } from "../../support/app.ts";
import { signedInPerson, type Browser } from "../../support/browser.ts";

/** What a route saw of the request that ran. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly type: string | null;
  readonly body: unknown;
  readonly user: string;
}

export const HERE = { Origin: "http://localhost" } as const;

export const guard = requireMfa({ maxAgeSeconds: 300, resume: true });

export const show: RequestHandler = (req, res) => {
  res.status(201).json(seen(req));
};

function seen(req: Request): Seen {
  const body: unknown = req.body;
  const { method, originalUrl: url } = req;
  return { method, url, type: req.get("content-type") ?? null, body: body ?? null, user: req.mfa.user?.id ?? "" };
}

const limit = "1mb";

/** The parsers of forms that apps have; `simple` knows no brackets. */
export const FORM_PARSERS: Readonly<Record<string, RequestHandler>> = {
  extended5: express5.urlencoded({ extended: true, limit }),
  simple5: express5.urlencoded({ extended: false, limit }),
  extended4: express4.urlencoded({ extended: true, limit }),
  simple4: express4.urlencoded({ extended: false, limit }),
};

/** Routes above every parser: the guard meets a body that nobody has read, or one that the route's own parser has. */
export function routesAboveParsers(): RequestHandler {
  const router = express5.Router();
  router.post("/unread/json", guard, express5.json({ limit }), show);
  router.post("/unread/text", guard, express5.text({ limit }), show);
  router.post("/read/text", express5.text({ limit }), guard, show);
  router.post("/read/raw", express5.raw({ limit, type: () => true }), guard, express5.json(), show);
  router.post("/read/loose", express5.json({ strict: false }), guard, show);
  router.post("/read/changed", express5.urlencoded({ limit }), express5.json(), change, guard, show);
  for (const [name, parser] of Object.entries(FORM_PARSERS)) {
    router.post(`/unread/${name}`, guard, parser, show);
    router.post(`/read/${name}`, parser, guard, show);
  }
  router.delete("/things/:id", guard, show);
  return (req, res, next) => {
    router(req, res, next);
  };
}

/** What middlewares do to bodies: a date is no field of a form, and a circle no JSON. */
const change: RequestHandler = (req, _res, next) => {
  const body = req.body as Record<string, unknown>;
  if (req.is("json")) body["self"] = body;
  else body["at"] = new Date();
  next();
};

/** The same below `express.json()`. */
export function routesBelowJson(app: Express): void {
  app.all("/json", guard, show);
  app.post("/totp-alone", requireMfa({ methods: ["totp"], resume: true }), show);
}

/** Five minutes and a second after signing in: what asks for a fresh proof is refused. */
export async function tiredPerson(app: TestApp): Promise<Browser> {
  const browser = await signedInPerson(app);
  app.clock.travel(301);
  return browser;
}

/** As what a refused request was kept. */
export function keptAs({ status, body }: Response): string {
  expect([status, body.code], JSON.stringify(body)).to.deep.equal([401, "ERR-MFA-STEP-UP-REQUIRED"]);
  expect(body.resume, "it was not kept").to.be.an("object");
  return (body as { resume: { id: string } }).resume.id;
}

/** Steps up and resumes. */
export async function resumed(browser: Browser, refused: Test): Promise<Response> {
  const id = keptAs(await refused);
  await browser.verify().expect(200);
  return browser.api("resume", { id });
}
