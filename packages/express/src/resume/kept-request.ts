import { z } from "zod";

/** A request as it was refused. Its other headers are those of the request that resumes it. */
export interface KeptRequest {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  /** As it came: a path of this site, with its query. */
  readonly url: string;
  readonly contentType?: string | undefined;
  /** In base64; none where the request announced none. */
  readonly body?: string | undefined;
}

const schema: z.ZodType<KeptRequest> = z.object({
  method: z.enum(["POST", "PUT", "PATCH", "DELETE"]),
  url: z.string(),
  contentType: z.string().optional(),
  body: z.string().optional(),
});

/** Reads what was held; undefined for what another release has written otherwise. */
export function readKept(data: Readonly<Record<string, unknown>>): KeptRequest | undefined {
  return schema.safeParse(data).data;
}

/** The method of a request that changes something, and may be kept therefore. */
export function keptMethod(method: string): KeptRequest["method"] | undefined {
  return method === "POST" || method === "PUT" || method === "PATCH" || method === "DELETE" ? method : undefined;
}
