import type { RequestHandler } from "express";
import { sendJson } from "../../problem.ts";
import { stateOf } from "../../request-state.ts";
import { isSecure } from "../../session-store/own-session.ts";
import type { Route } from "../route.ts";
import { describeOperation, type Operation } from "./operation.ts";
import { collectSchemas } from "./schemas.ts";

/** The version of the contract. That of the software is nobody's business here. */
const CONTRACT = "1";

/** Answers `GET /openapi.json`: the calls of the router, as OpenAPI 3.1, made at the first request. */
export function openApi(routes: readonly Route[]): RequestHandler {
  let described: ReturnType<typeof describe> | undefined;
  return function mfaOpenApi(req, res) {
    const { suite, ownsCookie } = stateOf(req, "mfaRouter");
    described ??= describe(routes);
    const { components, ...rest } = described;
    // An app that brings its own express-session calls its cookie as it likes.
    const name = !ownsCookie ? "connect.sid" : isSecure(suite) ? "__Host-sallyport" : "sallyport";
    const securitySchemes = {
      session: { type: "apiKey", in: "cookie", name, description: "The session of a browser" },
      bearer: { type: "http", scheme: "bearer", description: "An access token, where the app takes them" },
    };
    const servers = [{ url: req.baseUrl === "" ? "/" : req.baseUrl }];
    sendJson({ res, status: 200, body: { ...rest, servers, components: { ...components, securitySchemes } } });
  };
}

function describe(routes: readonly Route[]) {
  const schemas = collectSchemas(routes.map(([, , , endpoint]) => endpoint));
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    const [method, path] = route;
    const template = path.replace(/:(\w+)/g, "{$1}");
    paths[template] = { ...paths[template], [method]: describeOperation(route, schemas) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Sallyport",
      version: CONTRACT,
      description: "Second factors, sessions and what admins do about them. Decide by `code`, never by `title`.",
    },
    tags: [
      { name: "mfa", description: "Methods, the second step, step-up, trusted devices, recovery" },
      { name: "sessions", description: "Where a user is signed in" },
      { name: "security", description: "For admins" },
    ],
    paths,
    components: { schemas: schemas.all },
  };
}
