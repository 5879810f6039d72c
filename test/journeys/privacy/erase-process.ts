import { createSallyport } from "sallyport";
import { SECRET } from "../../support/app.ts";
import { PRIVATE } from "./settings.ts";

/** A process that erases the person whose id it is given, and may be killed on the way. */
const mfa = await createSallyport({
  ...PRIVATE,
  issuer: "Acme Bank",
  origin: "http://localhost",
  secret: process.env["TEST_SECRET"] ?? SECRET,
  users: { findById: () => Promise.resolve(null) },
});
process.stdout.write("begins\n");
const { complete } = await mfa.privacy.erase(process.argv[2] ?? "", { by: "the test", reason: "Account deleted" });
process.stdout.write(complete ? "complete\n" : "more came in\n");
await mfa.close();
