import express from "express";
import type { AddressInfo } from "node:net";
import { createSallyport, mfaErrors, mfaRouter, mfaSession, requireMfa } from "sallyport";
import { CHEAP, SECRET } from "./app.ts";

/** One of several processes behind no balancer at all: the races are harder that way. Every id is somebody. */
const mfa = await createSallyport({
  issuer: "Acme Bank",
  origin: "http://localhost",
  secret: SECRET,
  users: { findById: (id) => Promise.resolve({ id }) },
  backupCodes: { cost: CHEAP },
});

const app = express();
app.use(mfaSession(mfa));
app.use("/api/v1", mfaRouter());
app.post("/login/:id", async (req, res) => {
  res.json(await req.mfa.signIn({ id: req.params.id }));
});
app.get("/protected", requireMfa({ unenrolled: "refuse" }), (req, res) => {
  res.json({ id: req.mfa.user?.id });
});
app.use(mfaErrors());
const server = app.listen(0, "127.0.0.1", () => {
  process.stdout.write(`listening on http://127.0.0.1:${String((server.address() as AddressInfo).port)}\n`);
});
process.once("SIGTERM", () => {
  server.closeAllConnections();
  server.close(() => void mfa.close());
});
