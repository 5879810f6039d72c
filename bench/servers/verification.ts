import { connectDatabase } from "@sallyport/sequelize";
import express from "express";
import { generateSync } from "otplib";
import { createSallyport, mfaErrors, mfaRouter, mfaSession } from "sallyport";
import { eachInLanes } from "../lanes.ts";
import { listen } from "./listen.ts";

/** An app whose users have TOTP: DATABASE_URL, REDIS_URL, MFA_SECRET; AUDIT=off without the trail. */
const { sequelize, close } = connectDatabase({ url: process.env["DATABASE_URL"] ?? "" });
let statements = 0;
sequelize.addHook("afterQuery", () => {
  statements += 1;
});
const mfa = await createSallyport({
  issuer: "Bench",
  origin: "http://localhost",
  sequelize,
  users: { findById: (id) => Promise.resolve({ id }) },
  // Enrolling is not what is measured.
  backupCodes: { cost: { N: 2, r: 1, p: 1 } },
  audit: { enabled: process.env["AUDIT"] !== "off" },
});
const secrets = new Map<string, string>();
type Subject = Parameters<typeof mfa.setupTotp>[0]["subject"];

function subjectOf(id: string): Subject {
  return { user: { id }, stage: "full", proofs: [{ by: "password", at: new Date() }], context: {} };
}

/** The code after the one that the set-up has used up. */
function nextCode(id: string): string {
  return generateSync({ secret: secrets.get(id) ?? "", epoch: Math.floor(Date.now() / 1000) + 30 });
}

const app = express();
app.use(mfaSession(mfa));
app.use("/api/v1", mfaRouter());
/** A new user with an authenticator app, who has given the password. Answers with the code that comes next. */
app.post("/people/:id", async (req, res) => {
  const subject = subjectOf(req.params.id);
  const { secret } = await mfa.setupTotp({ subject });
  await mfa.confirmTotp({ subject, code: generateSync({ secret }) });
  secrets.set(req.params.id, secret);
  await req.mfa.signIn({ id: req.params.id });
  res.json({ code: nextCode(req.params.id) });
});
/** Verifies a code of each of these users, without HTTP. Answers with the milliseconds of each. */
app.post("/step-ups", express.json({ limit: "1mb" }), async (req, res) => {
  const { ids } = req.body as { ids: readonly string[] };
  const milliseconds = await eachInLanes(ids, async (id) => {
    await mfa.stepUp({ subject: subjectOf(id), type: "totp", code: nextCode(id) });
  });
  res.json(milliseconds);
});
app.get("/statements", (_req, res) => {
  res.json(statements);
});
app.use(mfaErrors());
listen(app, () => mfa.close().then(close));
