import type { ErrorRequestHandler, Express, RequestHandler } from "express";
import { requireMfa } from "sallyport";
import { onEveryVersion, show, type Case } from "./cases.ts";

const forgive: ErrorRequestHandler = (_error, _req, _res, next) => {
  next();
};
const perhaps: RequestHandler = (_req, _res, next) => {
  next("route");
};

const open: readonly Case[] = [
  {
    name: "after the route",
    app: (app) => app.get("/x", show).use(requireMfa()),
    routes: ["GET /x: nobody"],
  },
  {
    name: "on another path, or on one that looks alike",
    app: (app) => {
      app.use("/adm", requireMfa()).use("/admins", requireMfa()).use("xadmin", requireMfa()).get("/admin", show);
    },
    routes: ["GET /admin: nobody"],
  },
  {
    name: "below the route",
    app: (app) => app.use("/admin/users", requireMfa()).get("/admin", show).get("/admin/:id", show),
    routes: ["GET /admin: nobody", "GET /admin/:id: nobody"],
  },
  {
    name: "for another method",
    app: (app) => {
      app.route("/x").get(requireMfa(), show).post(show);
      app.get("/x", requireMfa()).delete("/x", show);
    },
    routes: ["GET /x: requireMfa at /x", "POST /x: nobody", "DELETE /x: nobody"],
  },
  {
    name: "behind the handler",
    app: (app) => app.get("/x", show, requireMfa()),
    routes: ["GET /x: nobody"],
  },
  {
    name: "in a router of its own",
    app: (app, { express }) => app.use(express.Router().use(requireMfa())).get("/x", show),
    routes: ["GET /x: nobody"],
  },
  {
    name: "on one of the paths",
    app: (app, { express }) => app.use("/a", requireMfa()).use(["/a", "/b"], express.Router().get("/", show)),
    routes: ["GET /a: requireMfa at /a", "GET /b: nobody"],
  },
  {
    name: "on another expression than the router",
    app: (app, { express }) => app.use(/^\/a/, requireMfa()).use(/^\/b/, express.Router().get("/x", show)),
    routes: ["GET /^\\/b//x: nobody"],
  },
  {
    name: "on an expression, or on a parameter that not everything is",
    app: (app, { number }) => {
      app.use(/^\/(?!login)/i, requireMfa());
      app.use(number === 4 ? "/:id(\\d+)" : "/{:id}", requireMfa());
      app.get("/:page", show).get(/^\/(?!login)/i, show);
    },
    routes: ["GET /:page: nobody", "GET /^\\/(?!login)/i: nobody"],
  },
  {
    name: "on an expression that remembers where it stopped",
    app: (app, { express }) => app.use(/^\/x/g, requireMfa(), express.Router().get("/", show)),
    routes: ["GET /^\\/x/g: nobody"],
  },
  {
    name: "on an expression that looks like what a path becomes, and is not",
    app: (app) => {
      app
        .use(/^\/a\/?(?=\/|$)/, requireMfa())
        .use(/^(?:\/a)(?:\/$)?(?=\/|$)/, requireMfa())
        .get("/a", show);
    },
    routes: ["GET /a: nobody"],
  },
  {
    name: "on a colon that is meant as one",
    app: (app) => app.use("/\\:b", requireMfa()).get("/b", show),
    routes: ["GET /b: nobody"],
  },
  {
    name: "that tells capital letters apart where the route does not",
    app: (app, { express }) =>
      app.use(
        express.Router({ caseSensitive: true }).use("/a/b", requireMfa()).use("/a", express.Router().get("/b", show)),
      ),
    routes: ["GET /a/b: nobody"],
  },
  {
    name: "that minds a slash at the end where the route does not",
    app: (app, { express }) => {
      const strict = express.Router({ strict: true });
      app.use(strict.all("/a", requireMfa()).use(express.Router().get("/a", show)));
    },
    routes: ["GET /a: nobody"],
  },
  {
    name: "without the slash at the end that the route has, in a router that minds them",
    app: (app, { express, number }) => {
      const strict = express.Router({ strict: true });
      strict
        .all(number === 4 ? "/a" : "/a{/*rest}", requireMfa())
        .all("/a", requireMfa())
        .get("/a/", show);
      app.use(strict);
    },
    routes: ["GET /a/: nobody"],
  },
  {
    name: "below the mount of a router that takes the path without a slash as well",
    app: (app, { express, rest, number }) => {
      const optional = number === 4 ? "/:x?" : "/{*x}";
      app.all(`/a/${rest}`, requireMfa()).use("/a", express.Router().get(`/${rest}`, show));
      app.use(`/b${optional}`, requireMfa()).use("/b", express.Router().get(optional, show));
    },
    routes: ({ rest, number }) => [`GET /a/${rest}: nobody`, `GET /b${number === 4 ? "/:x?" : "/{*x}"}: nobody`],
  },
  {
    name: "for whatever comes between two segments",
    app: (app, { number }) => app.all(number === 4 ? "/a/*/b" : "/a/*x/b", requireMfa()).get("/a/c", show),
    routes: ["GET /a/c: nobody"],
  },
  {
    name: "for the very path of a router, which has more than one spelling",
    app: (app, { express }) => app.all("/a", requireMfa()).use("/a", express.Router().get("/", show)),
    routes: ["GET /a: nobody"],
  },
  {
    name: "beyond the mount of a router, where /a//b leads around it",
    app: (app, { express }) => app.use("/a/b", requireMfa()).use("/a", express.Router().get("/b", show)),
    routes: ({ number }) => [number === 4 ? "GET /a/b: nobody" : "GET /a/b: requireMfa at /a/b"],
  },
  {
    name: "in a route that may be left before",
    app: (app) => {
      app.all("/x", perhaps, requireMfa()).post("/x", show);
      app.route("/y").get(perhaps).all(requireMfa());
      app.route("/y").all(show);
    },
    routes: ["ALL /x: nobody", "POST /x: nobody", "GET /y: nobody", "ALL /y: nobody"],
  },
  {
    name: "in a route for one method, where the route is for all",
    app: (app) => {
      app.get("/x", requireMfa());
      app.route("/x").all(show);
    },
    routes: ["ALL /x: nobody"],
  },
  {
    name: "at the root, where files are served",
    app: (app, { express }) => app.all("/", requireMfa()).use(express.static("public")),
    routes: ["USE /: nobody"],
  },
  {
    name: "for GET, where HEAD goes past it",
    app: (app) => {
      app.route("/x").get(requireMfa()).head(perhaps);
      app.get("/x", show);
    },
    routes: ["HEAD /x: nobody", "GET /x: nobody"],
  },
  {
    name: "where an error handler forgives whatever happened before",
    app: (app) => {
      app.use(requireMfa(), forgive).get("/x", show);
      app.get("/y", requireMfa(), forgive as unknown as RequestHandler, show);
      app.all("/z", requireMfa(), forgive as unknown as RequestHandler).get("/z", show);
    },
    routes: ["GET /x: nobody", "GET /y: nobody", "GET /z: nobody"],
  },
  {
    name: "where an error handler may be on the path",
    app: (app, { number }) =>
      app
        .use(requireMfa())
        .use(number === 4 ? "/:x?/b" : "{/:x}/b", forgive)
        .get("/b/c", show),
    routes: ["GET /b/c: nobody"],
  },
  {
    name: "but not where the error handler is for another path",
    app: (app) => app.use(requireMfa()).use("/api", forgive).get("/x", show).get("/api/x", show),
    routes: ["GET /x: requireMfa at /", "GET /api/x: nobody"],
  },
];

/** In Express 4 the rest of a path is a regular expression: these begin with "/a/" for the eye only. */
const openIn4: readonly Case[] = [
  ...["/a/?b", "/a/{0,1}b", "/a/:id?.json", "/a/b|/c"].map((path) => ({
    name: `above ${path}, which takes other paths as well`,
    app: (app: Express) => app.use("/a", requireMfa()).get(path, show),
    routes: [`GET ${path}: nobody`],
  })),
  {
    name: "for a path with one slash less",
    app: (app) => app.all("/a", requireMfa()).get("/a//", show),
    routes: ["GET /a//: nobody"],
  },
];

onEveryVersion("A guard does not cover a route", open, openIn4);
