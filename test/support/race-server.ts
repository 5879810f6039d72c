import express from "express";
import type { AddressInfo } from "node:net";
import {
  createSallyport,
  mfaErrors,
  mfaRouter,
  mfaSession,
  rateLimitMfa,
  requireMfa,
  sessionCap,
  type CodeGuess,
  type User,
} from "sallyport";
import { CHEAP, SECRET } from "./app.ts";
import { connectCluster, type ClusterClient } from "./redis-connections.ts";

/** One of several processes behind no balancer at all: the races are harder that way. Every id is somebody. */
const redis = await openCluster(process.env["TEST_REDIS_CLUSTER"]);
const mfa = await createSallyport({
  issuer: "Acme Bank",
  origin: "http://localhost",
  secret: SECRET,
  users: { findById: (id) => Promise.resolve(person(id)) },
  backupCodes: { cost: CHEAP },
  ...(redis ? { redis } : {}),
});

const app = express();
app.set("trust proxy", "loopback");
app.use(mfaSession(mfa), sessionCap({ max: ({ id }) => (id.startsWith("many-") ? 100 : 5) }));
app.use("/api/v1", mfaRouter());
app.use("/limited", rateLimitMfa());
app.post(["/verify", "/limited/verify"], express.json(), async (req, res) => {
  res.json(await req.mfa.verify(req.body as CodeGuess));
});
app.post("/login/:id", async (req, res) => {
  res.json(await req.mfa.signIn(person(req.params.id)));
});
app.get("/protected", requireMfa({ unenrolled: "refuse" }), (req, res) => {
  res.json({ id: req.mfa.user?.id });
});
app.get("/account", requireMfa(), (req, res) => {
  res.json({ id: req.mfa.user?.id });
});
app.use(mfaErrors());
const server = app.listen(0, "127.0.0.1", () => {
  process.stdout.write(`listening on http://127.0.0.1:${String((server.address() as AddressInfo).port)}\n`);
});
process.once("SIGTERM", () => {
  // What is under way is answered; connections that stay open for nothing are not waited for.
  setInterval(() => {
    server.closeIdleConnections();
  }, 50).unref();
  server.close(() => void mfa.close().then(() => redis?.destroy()));
});

function person(id: string): User {
  return process.env["SMTP_URL"] === undefined ? { id } : { id, email: `${id}@example.com` };
}

/** Root nodes, with commas between them; none where REDIS_URL says it all. */
async function openCluster(urls: string | undefined): Promise<ClusterClient | undefined> {
  return urls === undefined ? undefined : connectCluster(urls.split(",").map((url) => ({ url })));
}
