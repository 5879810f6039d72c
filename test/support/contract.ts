import { z } from "zod";

/** One call in an OpenAPI document, as far as the tests read it. */
export interface DescribedCall {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: JsonSchema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
  readonly responses: Readonly<Record<string, DescribedAnswer>>;
}

interface DescribedAnswer {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

/** What `GET /openapi.json` answers. */
export interface OpenApi {
  readonly openapi: string;
  readonly info: Readonly<Record<string, string>>;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedCall>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: Readonly<Record<string, JsonSchema>>;
  };
}

/** An answer of the router that was seen on the wire. `path` without the place where it is mounted. */
export interface SeenAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Holds answers against a document, and knows nothing else of what the router does. */
export interface Contract {
  /** Which call it was, for example `POST /mfa/verify`; undefined for one that is not in the document. */
  nameOf(seen: Pick<SeenAnswer, "method" | "path">): string | undefined;
  /** Why it is not what the document promises; undefined where it is. */
  complaintAbout(seen: SeenAnswer): string | undefined;
}

export function createContract({ paths, components }: OpenApi): Contract {
  const $defs = inDefs(components.schemas);
  const compiled = new Map<JsonSchema, z.ZodType>();
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => ({ method, path, call, pattern: patternOf(path) })),
  );
  // A word wins over a name: `/sessions/stats` is no session.
  calls.sort((a, b) => a.path.split("{").length - b.path.split("{").length);

  const find = ({ method, path }: Pick<SeenAnswer, "method" | "path">) =>
    calls.find((each) => each.method === method.toLowerCase() && each.pattern.test(path));

  function check(schema: JsonSchema, value: unknown): string | undefined {
    const validator = compiled.get(schema) ?? z.fromJSONSchema({ ...inDefs(schema), $defs });
    compiled.set(schema, validator);
    return validator.safeParse(value).error?.message;
  }

  return {
    nameOf: (seen) => {
      const found = find(seen);
      return found && `${found.method.toUpperCase()} ${found.path.replace(/\{(\w+)\}/g, ":$1")}`;
    },
    complaintAbout: (seen) => {
      const found = find(seen);
      if (!found) return undefined;
      const { status, type, text } = seen;
      const where = `${found.method.toUpperCase()} ${found.path} ${status}`;
      const { responses } = found.call;
      const answer = responses[status];
      // An answer of the app, which knows no document.
      if ("default" in responses) return undefined;
      if (!answer) return `${where}: no such status in the document: ${text}`;
      const [media = "", charset = ""] = type.split(/;\s*/);
      const content = answer.content?.[media];
      if (!content || charset !== "charset=utf-8") return `${where}: no such content type in the document: ${type}`;
      const wrong = check(content.schema, media.endsWith("json") ? JSON.parse(text) : text);
      return wrong && `${where}: ${wrong} in ${text}`;
    },
  };
}

/** zod reads `#/$defs/…`. */
function inDefs<T>(schema: T): T {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"#/$defs/')) as T;
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}/?$`, "i");
}
