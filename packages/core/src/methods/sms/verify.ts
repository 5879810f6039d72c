import type { Verify } from "../guess.ts";
import { verifySentCode } from "../sent-code/verify.ts";

/** Looks at a code that was sent as a short message. */
export const verifySms: Verify = (parts, guess) => verifySentCode(parts, "sms", guess);
