import { expect } from "chai";
import type { ErrorRequestHandler, Express, RequestHandler } from "express";
import { requireMfa } from "sallyport";
import { told, versions, type Version } from "./versions.ts";

const show: RequestHandler = (_req, res) => res.json({});
const forgive: ErrorRequestHandler = (_error, _req, _res, next) => {
  next();
};
const perhaps: RequestHandler = (_req, _res, next) => {
  next("route");
};

interface Case {
  readonly name: string;
  readonly app: (app: Express, version: Version) => void;
  readonly routes: readonly string[] | ((version: Version) => readonly string[]);
}

const covered: readonly Case[] = [
  {
    name: "in front of everything",
    app: (app) => app.use(requireMfa()).get("/", show).get("/x/:id", show),
    routes: ["GET /: requireMfa at /", "GET /x/:id: requireMfa at /"],
  },
  {
    name: "on the path of a router, in one go with it",
    app: (app, { express }) => app.use("/admin", requireMfa(), express.Router().get("/users/:id", show)),
    routes: ["GET /admin/users/:id: requireMfa at /admin"],
  },
  {
    name: "inside a router, for what comes later in it",
    app: (app, { express }) =>
      app.use("/a", express.Router().get("/before", show).use(requireMfa()).get("/after", show)),
    routes: ["GET /a/before: nobody", "GET /a/after: requireMfa at /a"],
  },
  {
    name: "in the route's own chain, in arrays as well",
    app: (app) => app.get("/x", requireMfa(), show).post("/x", [requireMfa()], [show]),
    routes: ["GET /x: requireMfa at /x", "POST /x: requireMfa at /x"],
  },
  {
    name: "for all methods of a route",
    app: (app) => app.route("/x").all(requireMfa()).get(show).post(show),
    routes: ["GET /x: requireMfa at /x", "POST /x: requireMfa at /x"],
  },
  {
    name: "around routers and apps, however deep",
    app: (app, { express }) => {
      const inner = express.Router().use("/b", express.Router().get("/c", show));
      app.use("/sub", express().use(requireMfa()).use("/a", inner));
    },
    routes: ["GET /sub/a/b/c: requireMfa at /sub"],
  },
  {
    name: "on a path above that of the router, whatever its letters",
    app: (app, { express }) => app.use("/Admin", requireMfa()).use("/admin/users", express.Router().get("/:id", show)),
    routes: ["GET /admin/users/:id: requireMfa at /Admin"],
  },
  {
    name: "as a route for whatever is below",
    app: (app, { rest }) => app.all(`/admin/${rest}`, requireMfa()).get("/admin", show).get("/admin/:id", show),
    routes: ({ rest }) => ["GET /admin: nobody", `GET /admin/:id: requireMfa at /admin/${rest}`],
  },
  {
    name: "as a route for everything",
    app: (app, { number }) => app.all(number === 4 ? "*" : "/{*rest}", requireMfa()).get("/", show),
    routes: ({ number }) => [`GET /: requireMfa at ${number === 4 ? "/*" : "/{*rest}"}`],
  },
  {
    name: "on a path with parameters, where any segment will do",
    app: (app) => app.use("/users/:id", requireMfa()).get("/users/me", show).get("/users/:name/posts", show),
    routes: ["GET /users/me: requireMfa at /users/:id", "GET /users/:name/posts: requireMfa at /users/:id"],
  },
  {
    name: "on the same expression as the router",
    app: (app, { express }) => app.use(/^\/v\d/, requireMfa(), express.Router().get("/x", show)),
    routes: ["GET /^\\/v\\d//x: requireMfa at /^\\/v\\d/"],
  },
  {
    name: "on each of several paths that has one",
    app: (app, { express }) =>
      app
        .use(["/a", "/b"], express.Router().get("/x", requireMfa(), show))
        .use("/b", requireMfa())
        .get(["/b/y", "/z"], show),
    routes: [
      "GET /a/x: requireMfa at /a/x",
      "GET /b/x: requireMfa at /b/x",
      "GET /b/y: requireMfa at /b",
      "GET /z: nobody",
    ],
  },
  {
    name: "more than once",
    app: (app) => app.use(requireMfa()).get("/x", requireMfa(), requireMfa(), show),
    routes: ["GET /x: requireMfa at /, requireMfa at /x"],
  },
];

const open: readonly Case[] = [
  {
    name: "after the route",
    app: (app) => app.get("/x", show).use(requireMfa()),
    routes: ["GET /x: nobody"],
  },
  {
    name: "on another path, or on one that looks alike",
    app: (app) => app.use("/adm", requireMfa()).use("/admins", requireMfa()).get("/admin", show),
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
    app: (app) => app.all("/x", perhaps, requireMfa()).get("/x", show),
    routes: ["ALL /x: nobody", "GET /x: nobody"],
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
    name: "but not where the error handler is for another path",
    app: (app) => app.use(requireMfa()).use("/api", forgive).get("/x", show).get("/api/x", show),
    routes: ["GET /x: requireMfa at /", "GET /api/x: nobody"],
  },
];

for (const version of versions) {
  describe(`A guard covers a route (${version.name})`, () => {
    for (const { name, app, routes } of covered)
      it(name, () => {
        audit({ app, routes, version });
      });
  });

  describe(`A guard does not cover a route (${version.name})`, () => {
    for (const { name, app, routes } of open)
      it(name, () => {
        audit({ app, routes, version });
      });
  });
}

function audit({ app: build, routes, version }: Pick<Case, "app" | "routes"> & { readonly version: Version }): void {
  const app = version.express();
  build(app, version);
  version.age(app);

  const lines = told(app);

  expect(lines).to.deep.equal(typeof routes === "function" ? routes(version) : routes);
}
