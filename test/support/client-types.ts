import { format } from "prettier";
import type { DescribedCall, JsonSchema, OpenApi } from "./contract.ts";

/** The folder that holds them. */
export const CLIENT_TYPES = "packages/sallyport/src/client/calls";

const HEADER = "// Made from GET /openapi.json. To make it anew: UPDATE_CLIENT=1 npm test -- test/sallyport/client\n";

/** What browsers have types of their own for. */
const OF_THE_BROWSER = ["CreationOptions", "RequestOptions"];

/** What is so long that it has a file of its own. */
const APART: Readonly<Record<string, string>> = { PersonalData: "privacy", ErasureReport: "privacy" };

/** The types of `sallyport/client`: file → text. The calls of each part of the router, the words in them, and what they share. */
export async function clientTypes({ paths, components: { schemas } }: OpenApi): Promise<ReadonlyMap<string, string>> {
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => ({ name: nameOf(method, path), call, part: call.tags[0] ?? "" })),
  );
  const usedBy = (name: string): ReadonlySet<string> =>
    new Set(calls.filter(({ call }) => reached(bodiesAndAnswers(call), schemas).has(name)).map(({ part }) => part));
  const codes = Object.keys(schemas).filter((name) => name.startsWith("ERR-"));
  const inProblems = reached(codes, schemas);
  const placeOf = (name: string): string => {
    const [only = "", ...others] = usedBy(name);
    return APART[name] ?? (others.length > 0 || inProblems.has(name) ? "shared" : only);
  };

  const named = Object.keys(schemas).filter((name) => !codes.includes(name) && !OF_THE_BROWSER.includes(name));
  const files = new Map<string, string>();
  const add = (file: string, text: string): unknown => files.set(`${file}.ts`, withImports(text, file, named, placeOf));
  for (const part of ["shared", "mfa", "sessions", "security", "privacy"]) {
    const words = named.filter((name) => placeOf(name) === part);
    const types = words.map((name) => `export type ${name} = ${typeOf(schemas[name])};\n`).join("\n");
    add(part === "shared" ? part : `${part}-words`, types);
  }
  for (const part of ["mfa", "sessions", "security"]) {
    const rows = calls.filter((each) => each.part === part).map(({ name, call }) => rowOf(name, call));
    const title = `${part.charAt(0).toUpperCase()}${part.slice(1)}Calls`;
    add(part, `/** The calls under \`/${part}\`. */\nexport type ${title} = {\n${rows.join("")}};\n`);
  }
  const problems = codes.map((code) => `readonly "${code}": ${typeOf(schemas[code])};\n`).join("");
  add("problems", `/** The problem document of each refusal. */\nexport type Problems = {\n${problems}};\n`);

  const formatted = [...files].map(
    async ([file, source]) => [file, await format(HEADER + source, { parser: "typescript", printWidth: 120 })] as const,
  );
  return new Map(await Promise.all(formatted));
}

function rowOf(name: string, call: DescribedCall): string {
  const body = call.requestBody?.content["application/json"]?.schema;
  const { "application/json": json, "text/plain": text } = call.responses["200"]?.content ?? {};
  const answer = (json ?? text)?.schema;
  const query = (call.parameters ?? []).filter((each) => each.in === "query");
  const queries = query.map((each) => `readonly ${each.name}?: ${typeOf(each.schema)} | undefined`).join("; ");
  return (
    `/** ${call.summary}. */\nreadonly "${name}": {` +
    (body ? `readonly body: ${typeOf(body)}; ` : "") +
    (queries === "" ? "" : `readonly query: { ${queries} }; `) +
    `readonly answer: ${answer ? typeOf(answer) : "unknown"} };\n`
  );
}

function typeOf(schema: JsonSchema | undefined): string {
  if (!schema) return "unknown";
  const { $ref, enum: choices, anyOf, oneOf, type, items } = schema;
  if (typeof $ref === "string") return lastOf($ref);
  if ("const" in schema) return JSON.stringify(schema["const"]);
  if (Array.isArray(choices)) return choices.map((choice) => JSON.stringify(choice)).join(" | ");
  const options = (anyOf ?? oneOf) as readonly JsonSchema[] | undefined;
  if (options) return [...new Set(options.map((option) => `(${typeOf(option)})`))].join(" | ");
  if (Array.isArray(type)) return type.map((each: unknown) => `(${typeOf({ ...schema, type: each })})`).join(" | ");
  if (type === "array") return `readonly (${typeOf(items as JsonSchema)})[]`;
  if (type === "object") return objectOf(schema);
  return type === "integer" ? "number" : typeof type === "string" ? type : "unknown";
}

function objectOf({ properties = {}, required = [], additionalProperties }: JsonSchema): string {
  const isOpen = additionalProperties !== false;
  const members = Object.entries(properties as Readonly<Record<string, JsonSchema>>).map(([name, schema]) => {
    const isRequired = (required as readonly string[]).includes(name);
    return `readonly ${name}${isRequired ? "" : "?"}: ${typeOf(schema)}${isRequired ? "" : " | undefined"};\n`;
  });
  if (members.length === 0) return isOpen ? "object" : "Readonly<Record<string, never>>";
  return `{\n${members.join("")}${isOpen ? "readonly [member: string]: unknown;\n" : ""}}`;
}

/** Everything that is in these schemas, themselves included. */
function reached(names: readonly string[], schemas: Readonly<Record<string, JsonSchema>>): ReadonlySet<string> {
  const found = new Set(names);
  for (const name of found) for (const inner of referencesIn(schemas[name])) found.add(inner);
  return found;
}

function bodiesAndAnswers({ requestBody, responses }: DescribedCall): readonly string[] {
  const answers = Object.values(responses).flatMap(({ content = {} }) => [
    content["application/json"],
    content["text/plain"],
  ]);
  return referencesIn([requestBody, ...answers]);
}

function referencesIn(value: unknown): readonly string[] {
  return (JSON.stringify(value ?? "").match(/"#\/components\/schemas\/[^"]+"/g) ?? []).map((each) =>
    lastOf(each.slice(1, -1)),
  );
}

/** Puts the imports of what the text of a file speaks of before it. */
function withImports(text: string, file: string, named: readonly string[], placeOf: (name: string) => string): string {
  const uses = (name: string): boolean => new RegExp(`(?<![\\w"])${name}\\b`).test(text);
  const homeOf = (name: string): string => (placeOf(name) === "shared" ? "shared" : `${placeOf(name)}-words`);
  const importOf = (names: readonly string[], from: string): string =>
    names.length === 0 ? "" : `import type { ${names.join(", ")} } from "${from}";\n`;
  const homes = [...new Set(named.filter(uses).map(homeOf))].filter((home) => home !== file);
  const imports = homes.map((home) =>
    importOf(
      named.filter((name) => homeOf(name) === home && uses(name)),
      `./${home}.ts`,
    ),
  );
  return `${importOf(OF_THE_BROWSER.filter(uses), "../browser.ts")}${imports.join("")}\n${text}`;
}

function nameOf(method: string, path: string): string {
  return `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`;
}

function lastOf(reference: string): string {
  return reference.split("/").at(-1) ?? "";
}
