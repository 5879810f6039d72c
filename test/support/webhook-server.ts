import { createSallyport } from "sallyport";
import { SECRET } from "./app.ts";
import { worksWithin } from "./until.ts";
import { WEBHOOK_SECRET } from "./webhook-receiver.ts";

/** A process of an app that posts events, and causes as many as it is told. */
const mfa = await createSallyport({
  issuer: "Acme Bank",
  origin: "http://localhost",
  secret: SECRET,
  users: { findById: (id) => Promise.resolve({ id }) },
  audit: { webhooks: [{ name: "all", url: process.env["TEST_WEBHOOK_URL"] ?? "", secret: WEBHOOK_SECRET }] },
});
const userId = process.env["TEST_USER"] ?? "";
for (let number = 0; number < Number(process.env["TEST_EVENTS"]); number++)
  await mfa.record({ type: "app.counted", userId, data: { number } });
// A machine that is busy takes its time for the first connection.
await worksWithin(20, () => mfa.audit.flush().then(() => true));
process.stdout.write("recorded\n");
process.once("SIGTERM", () => void mfa.close());
// Whatever else there is may end; a process that serves does not.
setInterval(() => undefined, 60_000);
process.once("SIGTERM", () => setTimeout(() => process.exit(0), 500));
