import { expect } from "chai";
import type { NextFunction, Request, Response } from "express";
import { sessionCap, trustedDevice } from "sallyport";
import {
  challengeOptions,
  keyedPerson,
  KEYS,
  passkeySignIn,
  signedInWithKey,
  signInWithKey,
  someKey,
  register,
  verifyKey,
} from "../../support/keys.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { cookiesSet, deviceCookies } from "../devices/trusting.ts";

onEveryStack(
  "Whoever signs in by passkey",
  (current) => {
    it("gets another session id than the browser had before (E1)", async () => {
      const person = await keyedPerson(current());
      await person.login();
      const pending = person.cookie();

      await passkeySignIn(person, person.key);

      const copied = await person.elsewhere().agent.get("/protected").set("Cookie", pending);
      expect(person.cookie()).to.not.equal(pending);
      expect([copied.status, await person.isIn()]).to.deep.equal([401, true]);
    });

    it("gets another one at the second step, at a step-up, and when a key is added", async () => {
      const person = await keyedPerson(current());
      const cookies: string[] = [];
      await person.login();
      cookies.push(person.cookie());

      for (const act of [
        () => verifyKey(person, person.key),
        () => verifyKey(person, person.key),
        () => register(person, someKey()),
      ]) {
        await act();
        cookies.push(person.cookie());
      }

      expect(new Set(cookies).size).to.equal(4);
    });

    it("is told what the app adds to the answer, and nothing that a session could be stolen with", async () => {
      const person = await keyedPerson(current());

      const answer = await passkeySignIn(person, person.key);

      const session = (await person.sessions()).find((each) => each.current);
      expect(answer.body).to.deep.equal({
        ...{ mfaRequired: false, sessionId: session?.id, amr: ["pop", "mfa"] },
        ...{ greeting: person.person.email, shown: ["webauthn"], acr: "aal2" },
      });
      expect(session?.proofs.map(({ by }) => by)).to.deep.equal(["webauthn"]);
    });

    it("is told so at the second step as well", async () => {
      const person = await keyedPerson(current());
      await person.login();

      const answer = await verifyKey(person, person.key);

      expect(answer.body).to.deep.include({ verified: true, greeting: person.person.email });
      expect(answer.body).to.deep.include({ shown: ["password", "webauthn"] });
    });

    it("ends the pending sign-in that this browser had begun", async () => {
      const person = await keyedPerson(current());
      await person.login();
      const options = await challengeOptions(person);
      await passkeySignIn(person, person.key);

      const answer = await person.api("verify", { method: "webauthn", response: person.key.authenticate(options) });

      expect([answer.status, await person.isIn()]).to.deep.equal([401, true]);
    });

    it("counts in the cap, and is told what to end where it is full", async () => {
      const person = await keyedPerson(current());
      const [first, second] = [person.elsewhere(), person.elsewhere()];
      await signInWithKey(first, person.key);
      const idOfFirst = (await first.sessions()).find((each) => each.current)?.id;
      await passkeySignIn(second, person.key);
      const third = person.elsewhere();

      const full = await passkeySignIn(third, person.key);
      const { sessions, challengeToken } = full.body as { sessions: readonly object[]; challengeToken: string };
      const chosen = await third.post("/api/v1/sessions/replace", { challengeToken, sessionId: idOfFirst });

      expect([full.status, full.body.code, sessions.length]).to.deep.equal([409, "ERR-SESSION-LIMIT", 3]);
      expect([chosen.status, chosen.body.greeting]).to.deep.equal([200, person.person.email]);
      expect([await first.isIn(), await second.isIn(), await third.isIn()]).to.deep.equal([false, true, true]);
    });

    it("may trust the browser at the second step, which asks for no key then", async () => {
      const person = await keyedPerson(current());
      const response = await person.login().then(async () => person.key.authenticate(await challengeOptions(person)));

      const trusted = await person.api("verify", { method: "webauthn", response, trustDevice: true });
      const login = await person.login();

      expect(trusted.body.trustedDevice).to.have.property("expiresAt");
      expect([cookiesSet(trusted).length, deviceCookies(person).length]).to.deep.equal([1, 1]);
      expect([login.body.mfaRequired, await person.isIn()]).to.deep.equal([false, true]);
    });

    it("gives no trust with an answer that is refused", async () => {
      const person = await signedInWithKey(current());
      const options = await challengeOptions(person);
      const response = person.key.authenticate(options, {
        authenticatorData: (all) => ({ ...all, counter: 0, rpIdHash: new Uint8Array(32) }),
      });

      const answer = await person.api("verify", { method: "webauthn", response, trustDevice: true });

      expect([answer.status, cookiesSet(answer)]).to.deep.equal([401, []]);
    });
  },
  {
    sallyport: {
      ...KEYS,
      onSignedIn: (_req, user, { proofs, acr }) => ({ greeting: user.email, shown: proofs.map(({ by }) => by), acr }),
    },
    middlewares: [sessionCap({ max: 3, whenFull: "ask" }), trustedDevice()],
  },
);

onEveryStack(
  "An app that fails when somebody signs in by passkey",
  (current) => {
    it("lets nobody in, and sets no cookie", async () => {
      const person = await keyedPerson(current());
      const isFailing = person.elsewhere();

      const answer = await passkeySignIn(isFailing, person.key);

      const session = ((answer.headers["set-cookie"] ?? []) as unknown as string[]).filter(
        (each) => !each.includes("passkey="),
      );
      expect([answer.status, session, await isFailing.isIn()]).to.deep.equal([500, [], false]);
    });
  },
  {
    sallyport: {
      ...KEYS,
      onSignedIn: (_req, _user, { proofs }) => {
        if (proofs.length === 1 && proofs[0]?.by === "webauthn") throw new Error("no");
      },
    },
    // Express would print it.
    routes: (app) => {
      app.use((_error: unknown, _req: Request, res: Response, _next: NextFunction) => {
        res.status(500).json({});
      });
    },
  },
);
