import { MfaError } from "@sallyport/core";
import type { Request } from "express";
import type { z } from "zod";

/** A part of the path. One that can't be what it stands for looks like one that is not there. */
export function paramOf(req: Request, name: string, schema: z.ZodType<string>): string {
  const parsed = schema.safeParse(req.params[name]);
  if (!parsed.success) throw new MfaError("ERR-NOT-FOUND");
  return parsed.data;
}
