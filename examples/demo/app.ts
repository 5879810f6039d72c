import express, { type Express, type RequestHandler } from "express";
import helmet from "helmet";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import {
  auditLog,
  connectDatabase,
  createSallyport,
  mfaErrors,
  mfaRouter,
  mfaSession,
  openEmbedded,
  rateLimitMfa,
  sessionCap,
  trustedDevice,
} from "sallyport";
import { createNotes } from "./people/notes.ts";
import { createUsers } from "./people/users.ts";
import { account } from "./routes/account.ts";
import { activity } from "./routes/activity.ts";
import { admin } from "./routes/admin.ts";
import { challenge } from "./routes/challenge.ts";
import { enroll } from "./routes/enroll.ts";
import { pageErrors, sameOriginForms } from "./routes/forms.ts";
import { mailbox } from "./routes/mailbox.ts";
import { outbox } from "./routes/outbox.ts";
import { recovery } from "./routes/recovery.ts";
import { security } from "./routes/security.ts";
import { sessions } from "./routes/sessions.ts";
import { vault } from "./routes/vault.ts";
import { chooseSending } from "./sending.ts";

/** The demo: an app with users of its own, and Sallyport on top. */
export async function createApp({ origin }: { origin: string }): Promise<{ app: Express; close(): Promise<void> }> {
  const url = process.env["DATABASE_URL"];
  const database = url ? connectDatabase({ url }) : await openEmbedded({ dataDir: ".sallyport/demo" });
  const users = await createUsers(database.sequelize);
  const { methods, channels, outbox: sent } = chooseSending(process.env);

  const mfa = await createSallyport({
    issuer: "Acme Bank",
    origin,
    users,
    sequelize: database.sequelize,
    methods,
    policy: [{ mfa: "optional" }, { role: "admin", mfa: "required" }],
    ...(channels ? { channels } : {}),
    pages: { signIn: "/sign-in", challenge: "/challenge", enroll: "/enroll" },
  });

  const app = express();
  app.disable("x-powered-by");
  app.use(pageHeaders(origin.startsWith("https://")));
  app.use("/public", express.static(fileURLToPath(new URL("public", import.meta.url))));
  app.use(
    "/public/simplewebauthn",
    express.static(dirname(fileURLToPath(import.meta.resolve("@simplewebauthn/browser")))),
  );
  app.use(mfaSession(mfa), auditLog(), trustedDevice(), sessionCap({ max: 5 }), rateLimitMfa());
  app.use("/api/v1", mfaRouter());
  app.use(express.urlencoded({ extended: false, limit: "16kb" }), sameOriginForms(origin));
  const { trustedDevices, recovery: wayBack } = mfa.settings;
  const stepUpSeconds = Number(process.env["DEMO_STEP_UP_SECONDS"] || 60);
  const notes = createNotes();
  app.use(account(users), vault({ stepUpSeconds, notes }), sessions(), activity({ mfa, notes }));
  app.use(admin({ mfa, users, notes }));
  app.use(challenge({ rememberDays: trustedDevices.days }), recovery({ delayHours: wayBack.delayHours }));
  app.use(enroll(), mailbox(), security(methods));
  if (sent) app.enable("outbox").use(outbox(sent));
  app.use(mfaErrors(), pageErrors());

  return {
    app,
    close: async () => {
      await mfa.close();
      await database.close();
    },
  };
}

/** Nothing from elsewhere, no inline script or style, no frame. */
function pageHeaders(isSecure: boolean): RequestHandler {
  return helmet({
    strictTransportSecurity: isSecure,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
  });
}
