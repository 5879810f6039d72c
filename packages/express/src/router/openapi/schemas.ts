import { z } from "zod";
import { resetAnswer, resolvedRule, storedRule, userReport } from "../answers/admin.ts";
import { device, deviceReport } from "../answers/devices.ts";
import { auditEntry } from "../answers/events.ts";
import { enabled, method, sentSetup } from "../answers/methods.ts";
import { session } from "../answers/sessions.ts";
import { creationOptions, passkeySignIn, requestOptions, verified } from "../answers/signed-in.ts";
import { erasureReport, personalData } from "../answers/privacy.ts";
import { offeredMethod, proof } from "../answers/words.ts";
import type { Endpoint } from "../endpoint.ts";
import { keyResponse, nothing } from "../fields.ts";
import { setupCode } from "../mfa/setup-code.ts";
import { ERROR_CODES, problemOf } from "./problems.ts";

/** A JSON Schema of draft 2020-12, which is that of OpenAPI 3.1. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Schemas under the names that they have in the document. */
type Named = z.core.$ZodRegistry<{ id: string }>;

/** What several calls take. The rest is called after its call: `VerifyBody`. */
const BODIES = { Nothing: nothing, SetupCode: setupCode, KeyResponse: keyResponse } as const;

/** What several calls answer, or what stands inside of several answers. */
const ANSWERS = {
  ...{ Method: method, OfferedMethod: offeredMethod, SetupSent: sentSetup, MethodEnabled: enabled },
  ...{ CreationOptions: creationOptions, RequestOptions: requestOptions, Verified: verified },
  ...{ PasskeySignIn: passkeySignIn, Proof: proof, Session: session },
  ...{ TrustedDevice: device, DeviceReport: deviceReport, UserReport: userReport, ResetAnswer: resetAnswer },
  ...{ PolicyRule: storedRule, ResolvedRule: resolvedRule },
  ...{ AuditEntry: auditEntry, PersonalData: personalData, ErasureReport: erasureReport },
} as const;

/** The schemas of all calls, and how one of them is referred to. */
export interface Schemas {
  /** For `components.schemas`. */
  readonly all: Readonly<Record<string, JsonSchema>>;
  /** The reference to a body or an answer of a call. */
  refOf(schema: z.ZodType): JsonSchema;
}

/** Gives every body, answer and problem document of these calls a name, and makes JSON Schemas of them. */
export function collectSchemas(endpoints: readonly Endpoint[]): Schemas {
  const bodies: Named = z.registry();
  const answers: Named = z.registry();
  for (const [id, schema] of Object.entries(BODIES)) bodies.add(schema, { id });
  for (const [id, schema] of Object.entries(ANSWERS)) answers.add(schema, { id });
  for (const code of ERROR_CODES) answers.add(problemOf(code), { id: code });
  for (const { id, body, answer, statuses = [] } of endpoints) {
    if (body && !bodies.has(body)) bodies.add(body, { id: `${capitalised(id)}Body` });
    if (!answers.has(answer) && !statuses.includes("default")) answers.add(answer, { id: `${capitalised(id)}Answer` });
  }
  return {
    all: { ...convert(bodies, "input"), ...convert(answers, "output") },
    refOf: (schema) => ({ $ref: pathOf((bodies.get(schema) ?? answers.get(schema))?.id ?? "") }),
  };
}

/** A schema that stands where it is used: a part of a path or of a query. */
export function inline(schema: z.ZodType): JsonSchema {
  return withoutHeader(z.toJSONSchema(schema, { ...OPTIONS, io: "input" }));
}

const OPTIONS = {
  target: "draft-2020-12",
  // Of all that JSON has no word for, there are instants alone.
  unrepresentable: "any",
  override: ({ zodSchema, jsonSchema }) => {
    const { type } = zodSchema._zod.def;
    if (type === "date") Object.assign(jsonSchema, { type: "string", format: "date-time" });
    // To zod it says that nobody writes into the list; to OpenAPI, that no client sends it.
    if (type === "readonly") delete jsonSchema.readOnly;
    if (jsonSchema.format === "uuid") delete jsonSchema.pattern;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  },
} as const satisfies z.core.ToJSONSchemaParams;

function convert(registry: Named, io: "input" | "output"): Readonly<Record<string, JsonSchema>> {
  const { schemas } = z.toJSONSchema(registry, { ...OPTIONS, io, uri: pathOf });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, withoutHeader(schema)]));
}

function withoutHeader({ $schema: _dialect, $id: _place, ...schema }: z.core.JSONSchema.BaseSchema): JsonSchema {
  return schema;
}

function pathOf(id: string): string {
  return `#/components/schemas/${id}`;
}

function capitalised(id: string): string {
  return id.charAt(0).toUpperCase() + id.slice(1);
}
