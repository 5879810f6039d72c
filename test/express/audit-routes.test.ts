import { SallyportConfigError } from "@sallyport/core";
import { expect } from "chai";
import express5, { type Express, type RequestHandler } from "express";
import { METHODS } from "node:http";
import { auditRoutes, mfaRouter, requireMfa, type RouteAuditOptions } from "sallyport";
import { told, versions } from "./audit-routes/versions.ts";

const show: RequestHandler = (_req, res) => res.json({});

for (const { name, number, express, age } of versions)
  describe(`auditRoutes (${name})`, () => {
    it("finds the one route among nested routers that somebody forgot", () => {
      const users = express.Router().get("/:id", requireMfa(), show).delete("/:id", show);
      const admin = express.Router().get("/reports", requireMfa(), show).use("/users", users);
      const app = express().get("/account", requireMfa(), show).use("/api", express.Router().use("/admin", admin));
      age(app);

      const { routes, unguarded } = auditRoutes(app);

      expect(routes).to.have.length(4);
      expect(unguarded).to.deep.equal([
        { method: "DELETE", path: "/api/admin/users/:id", guarded: false, guardedBy: [] },
      ]);
    });

    it("says what the last guard asks for that asks for anything", () => {
      const app = express().use(requireMfa({ maxAgeSeconds: 300 }));
      app.get("/a", requireMfa(), show).get("/b", requireMfa({ methods: ["totp"] }), show);

      const { routes } = auditRoutes(app);

      expect(routes.map(({ requirement }) => requirement)).to.deep.equal([
        { maxAgeSeconds: 300 },
        { methods: ["totp"] },
      ]);
    });

    it("leaves those alone that are meant to be open, and no others", () => {
      const app = express().get("/login", show).get("/login/help", show).get("/public/a", show).get("/publicity", show);
      app.use("/public", express.static("public"));

      const { routes, unguarded } = auditRoutes(app, { allow: ["/login", "/public/*"] });

      expect(unguarded.map(({ path }) => path)).to.deep.equal(["/login/help", "/publicity"]);
      expect(routes.filter(({ guarded }) => guarded)).to.deep.equal([]);
    });

    it("lists a route for every method once, and what it has for one method beside it", () => {
      const app = express().all("/a", show);
      app.route("/b").all(show).get(requireMfa(), show).put(requireMfa(), show);

      const lines = told(app);

      expect(lines).to.have.members([
        ...["ALL /a: nobody", "ALL /b: nobody"],
        ...["GET /b: requireMfa at /b", "PUT /b: requireMfa at /b"],
      ]);
    });

    it("does not take one handler under every method for the others", () => {
      const app = express();
      const route = app.route("/x");
      for (const method of METHODS.map((name) => name.toLowerCase() as "get" | "post"))
        route[method](method === "get" ? [requireMfa(), show] : show);

      const { routes, unguarded } = auditRoutes(app);

      expect([routes.length, unguarded.length]).to.deep.equal([METHODS.length, METHODS.length - 1]);
    });

    it("lists our own router as one entry, and folders of files, but no other middleware", () => {
      const app = express().use(show).use("/api/v1", mfaRouter()).use("/files", requireMfa(), express.static("files"));
      app.use(express.static("public"));
      age(app);

      const lines = told(app);

      expect(lines).to.deep.equal(["USE /api/v1: mfaRouter", "USE /files: requireMfa at /files", "USE /: nobody"]);
    });

    it("shows parameters and expressions, those of mounts as well", () => {
      const app = express().use(
        "/a.b/:tenant/",
        express
          .Router()
          .get(/^\/x\d/, show)
          .get("/", show)
          .get("/y/", show),
      );
      app.use(["/c/:d/:e", "/f/:g"], express.Router().post("/:h", show));
      if (number === 4) app.use("/n/:id(\\d+)/:rest?", express.Router().get("/x", show));
      age(app);

      const paths = auditRoutes(app).routes.map(({ path }) => path);

      expect(paths).to.deep.equal([
        ...["/a.b/:tenant/^\\/x\\d/", "/a.b/:tenant", "/a.b/:tenant/y/", "/c/:d/:e/:h", "/f/:g/:h"],
        ...(number === 4 ? ["/n/:id(\\d+)/:rest?/x"] : []),
      ]);
    });

    it("comes to an end where routers lead in circles, and tells of the circle", () => {
      const [a, b] = [express.Router(), express.Router()];
      a.get("/x", show).use("/b", b);
      b.get("/y", show).use("/a", requireMfa(), a);
      const app = express().use("/a", a);
      app.use("/self", express.Router().use(app));
      age(app);

      expect(told(app)).to.deep.equal([
        ...["GET /a/x: nobody", "GET /a/b/y: nobody", "ALL /a/b/a/*: requireMfa at /a/b/a"],
        "ALL /self/*: nobody",
      ]);
    });

    it("says so where it can't look inside", () => {
      const connect: RequestHandler & { stack?: object[] } = (_req, _res, next) => {
        next();
      };
      connect.stack = [{ route: "/x", handle: show }];
      const namesake = function mounted_app(_req: unknown, _res: unknown, _next: unknown): never {
        throw new Error("no app of Express");
      };
      const pretender = function mounted_app(req: object, _res: unknown, _next: unknown): void {
        Object.setPrototypeOf(req, { app: "none" });
      };
      const app = express().use("/old", connect).use("/guarded", requireMfa(), connect);
      app.use("/odd", namesake).use("/odder", pretender);

      expect(told(app)).to.deep.equal([
        ...["ALL /old/*: nobody", "ALL /guarded/*: requireMfa at /guarded", "ALL /odd/*: nobody"],
        "ALL /odder/*: nobody",
      ]);
    });

    it("runs nothing of the apps that it looks into", () => {
      const ran: string[] = [];
      const note: RequestHandler = (req, _res, next) => {
        ran.push(req.url);
        next();
      };
      const sub = express()
        .set("query parser", () => ran.push("query"))
        .use(note)
        .get("/x", note, show);
      const app = express().use("/sub", sub).use("/empty", express());

      expect(told(app)).to.deep.equal(["GET /sub/x: nobody"]);
      expect(ran).to.deep.equal([]);
    });

    it("knows guards, routers and apps again through a wrapper around every layer", () => {
      const router = wrapped(express.Router().get("/x", requireMfa(), show).get("/y", show));
      const sub = wrapped(express().use("/r", requireMfa(), router).use("/api", mfaRouter()));
      const app = wrapped(express().use("/sub", sub));

      expect(told(app)).to.deep.equal([
        ...["GET /sub/r/x: requireMfa at /sub/r, requireMfa at /sub/r/x", "GET /sub/r/y: requireMfa at /sub/r"],
        "USE /sub/api: mfaRouter",
      ]);
    });

    it("knows guards and our router again by another name", () => {
      const renamed = <Handler extends object>(handler: Handler): Handler =>
        Object.defineProperty(handler, "name", { value: "t" });
      const app = express().use("/api", renamed(mfaRouter())).get("/x", renamed(requireMfa()), show);

      expect(told(app)).to.deep.equal(["USE /api: t", "GET /x: t at /x"]);
    });

    it("leaves no trace on a guard for those who copy or print it", () => {
      expect(Object.getOwnPropertySymbols(Object.assign({}, requireMfa()))).to.deep.equal([]);
    });

    it("takes a router, and an app without a route", () => {
      expect(told(express.Router().get("/x", show))).to.deep.equal(["GET /x: nobody"]);
      expect(told(express())).to.deep.equal([]);
    });
  });

describe("auditRoutes, given something else,", () => {
  for (const [what, app] of [
    ["a promise", Promise.resolve(express5())],
    ["a function", () => express5()],
    ["nothing", undefined],
    ["an app of connect", Object.assign(() => undefined, { stack: [{ route: "", handle: show }] })],
  ] as const)
    it(`refuses ${what}`, () => {
      const audit = (): unknown => auditRoutes(app as unknown as Express);

      expect(audit).to.throw(SallyportConfigError).with.property("code", "CONFIG-AUDIT-ROUTES");
    });

  for (const [options, option] of [
    [{ alow: ["/login"] }, "auditRoutes.alow"],
    [{ allow: "/login" }, "auditRoutes.allow"],
    [{ allow: ["login"] }, "auditRoutes.allow.0"],
  ] as const)
    it(`refuses ${JSON.stringify(options)}`, () => {
      const audit = (): unknown => auditRoutes(express5(), options as unknown as RouteAuditOptions);

      expect(audit).to.throw(SallyportConfigError).with.property("option", option);
    });
});

interface Stacked {
  readonly stack: readonly { handle: (...args: unknown[]) => unknown; readonly route?: Stacked }[];
}

/** As express-async-errors does: a function of its own around every handler, with what can be copied of it. */
function wrapped<Router extends object>(router: Router): Router {
  const { lazyrouter, _router, ...own } = router as {
    lazyrouter?: unknown;
    _router?: Stacked;
    stack?: Stacked["stack"];
  };
  const stack = own.stack ?? (lazyrouter ? _router : (router as { router?: Stacked }).router)?.stack ?? [];
  for (const layer of stack) {
    if (layer.route) wrapped(layer.route);
    const { handle } = layer;
    const wrapper = (...args: unknown[]): unknown => handle(...args);
    layer.handle = Object.defineProperty(Object.assign(wrapper, handle), "length", { value: handle.length });
  }
  return router;
}
