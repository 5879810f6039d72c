import type { Verify } from "../guess.ts";
import { verifySentCode } from "../sent-code/verify.ts";

/** Looks at a code that was sent by e-mail. */
export const verifyEmail: Verify = (parts, guess) => verifySentCode(parts, "email", guess);
