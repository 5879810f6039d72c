import { requireMfa } from "sallyport";
import { onEveryVersion, show, type Case } from "./cases.ts";

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
    name: "as a route for a path and whatever is below",
    app: (app, { number }) =>
      (number === 4 ? app.use("/a", requireMfa()) : app.all("/a{/*rest}", requireMfa())).get(["/a", "/a/b/c"], show),
    routes: ({ number }) => {
      const by = number === 4 ? "/a" : "/a{/*rest}";
      return [`GET /a: requireMfa at ${by}`, `GET /a/b/c: requireMfa at ${by}`];
    },
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
    name: "with a slash at the end, in a router that minds them",
    app: (app, { express }) =>
      app.use(express.Router({ strict: true }).use("/a/", requireMfa()).get("/a", show).get("/a/", show)),
    routes: ["GET /a: requireMfa at /a", "GET /a/: requireMfa at /a"],
  },
  {
    name: "more than once",
    app: (app) => app.use(requireMfa()).get("/x", requireMfa(), requireMfa(), show),
    routes: ["GET /x: requireMfa at /, requireMfa at /x"],
  },
];

onEveryVersion("A guard covers a route", covered);
