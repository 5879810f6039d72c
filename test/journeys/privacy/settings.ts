import type { SallyportOptions } from "sallyport";
import { SENDING } from "../../support/sent-codes.ts";

/** Admins of two ranks: a chief may erase another admin. */
function rank({ roles = [] }: { readonly roles?: readonly string[] }): number {
  if (roles.includes("chief")) return 2;
  return Number(roles.includes("admin"));
}

/** What every process of these tests is set up with. */
export const PRIVATE = {
  ...SENDING,
  methods: ["totp", "webauthn", "sms", "email", "backup_code"],
  backupCodes: { cost: { N: 256, r: 8, p: 1 }, expiresInDays: 90 },
  policy: [{ role: "clerk", mfa: "required", graceDays: 7 }],
  isAdmin: ({ roles = [] }) => roles.includes("admin") || roles.includes("chief"),
  admin: { rank },
} as const satisfies Partial<SallyportOptions>;
