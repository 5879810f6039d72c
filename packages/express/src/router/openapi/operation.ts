import { errorStatus, type ErrorCode } from "@sallyport/core";
import type { Caller, Route } from "../route.ts";
import { refusalsOf } from "./refusals.ts";
import { inline, type JsonSchema, type Schemas } from "./schemas.ts";

/** One call, as OpenAPI has it. */
export type Operation = Readonly<Record<string, unknown>>;

const WHO: Readonly<Record<Caller, string>> = {
  anyone: "For anyone; what it does depends on who asks.",
  enrolling: "For whoever is signed in, also where nothing but enrolling is open to them.",
  "signed-in": "For whoever is signed in.",
  admin: "For admins who have shown a second factor lately.",
};

/** Where waiting helps, the answer says for how long. */
const RETRY_AFTER = { "Retry-After": { description: "Seconds", schema: { type: "integer", minimum: 0 } } } as const;

/** Describes a call: who may make it, what goes in, and every answer that can come out. */
export function describeOperation(route: Route, schemas: Schemas): Operation {
  const [, path, caller, endpoint] = route;
  const { id, summary } = endpoint;
  const anybody = caller === "anyone" ? [{}] : [];
  return {
    operationId: id,
    summary,
    description: WHO[caller],
    tags: [path.split("/", 2).join("").replace("/", "")],
    security: [...anybody, { session: [] }, { bearer: [] }],
    ...parametersOf(route),
    ...requestOf(route, schemas),
    responses: responsesOf(route, schemas),
  };
}

function parametersOf([, , , { params = {}, query }]: Route): { readonly parameters?: readonly JsonSchema[] } {
  const inPath = Object.entries(params).map(([name, schema]) => ({
    ...{ name, in: "path", required: true, schema: inline(schema) },
  }));
  const { properties = {} } = (query ? inline(query) : {}) as { readonly properties?: JsonSchema };
  const inQuery = Object.entries(properties).map(([name, schema]) => ({ name, in: "query", required: false, schema }));
  return inPath.length + inQuery.length === 0 ? {} : { parameters: [...inPath, ...inQuery] };
}

/** The media type has to be there where there is a body, so the body has to be as well: `{}` will do for an empty one. */
function requestOf([, , , { body, form }]: Route, { refOf }: Schemas): { readonly requestBody?: JsonSchema } {
  if (!body) return {};
  const schema = refOf(body);
  const asForm = form ? { "application/x-www-form-urlencoded": { schema: inline(form) } } : {};
  return { requestBody: { required: true, content: { "application/json": { schema }, ...asForm } } };
}

/** An answer. */
interface Described {
  readonly description: string;
  readonly headers?: JsonSchema;
  readonly content?: Readonly<Record<string, JsonSchema>>;
}

function responsesOf(route: Route, { refOf }: Schemas): Readonly<Record<string, Described>> {
  const [, , , { answer, mediaType = "application/json", statuses = [200] }] = route;
  const refusals = refusalsOf(route);
  if (statuses.includes("default"))
    return { default: { description: `What the app answers; before it is asked: ${[...refusals].join(", ")}` } };

  const responses: Record<string, Described> = {};
  for (const status of statuses)
    responses[status] = {
      description: status === 200 ? "Done" : "Not well",
      content: { [mediaType]: { schema: refOf(answer) } },
    };
  for (const [status, codes] of byStatus(refusals)) {
    const { description, content } = responses[status] ?? {};
    responses[status] = {
      description: [...(description ? [description] : []), ...codes].join(", "),
      ...(status === 429 || status === 503 ? { headers: RETRY_AFTER } : {}),
      content: { ...content, "application/problem+json": { schema: problemsOf(codes) } },
    };
  }
  return responses;
}

function byStatus(codes: Iterable<ErrorCode>): ReadonlyMap<number, readonly ErrorCode[]> {
  const found = new Map<number, ErrorCode[]>();
  for (const code of codes) found.set(errorStatus[code], [...(found.get(errorStatus[code]) ?? []), code]);
  return found;
}

function problemsOf(codes: readonly ErrorCode[]): JsonSchema {
  const refs = codes.map((code) => ({ $ref: `#/components/schemas/${code}` }));
  const [first] = refs;
  return refs.length === 1 && first ? first : { oneOf: refs, discriminator: { propertyName: "code" } };
}
