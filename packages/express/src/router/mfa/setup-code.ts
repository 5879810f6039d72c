import { z } from "zod";
import type { SetupCode } from "../../request-mfa.ts";
import { methodId, totpCode } from "../fields.ts";

/** The code that ends a set-up. */
export const setupCode: z.ZodType<SetupCode> = z.strictObject({ code: totpCode, methodId: methodId.optional() });
