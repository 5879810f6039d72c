import { expect } from "chai";
import type { JWTPayload } from "jose";
import type { TestApp } from "../../support/app.ts";
import { enrolledPerson } from "../../support/browser.ts";
import { onEmbedded } from "../../support/stacks.ts";
import { secondsAt, sign, TOKENS } from "./issuer.ts";
import { openClient, withToken, type TokenClient } from "./token-client.ts";

/** Somebody with an authenticator app whose token says this. */
async function holding(app: TestApp, claims: JWTPayload): Promise<TokenClient> {
  const { person } = await enrolledPerson(app);
  const token = await sign({ sub: person.id, auth_time: secondsAt(app), ...claims }, app.clock.now());
  return openClient(app, person, token);
}

/** What the app sees of it. */
async function shownBy(app: TestApp, claims: JWTPayload): Promise<readonly { by: string; at: string }[]> {
  const token = await sign({ sub: app.users.add().id, auth_time: secondsAt(app), ...claims }, app.clock.now());
  return ((await withToken(app, token, "/whoami")).body as { proofs: { by: string; at: string }[] }).proofs;
}

/** Which of these routes open. */
async function opens(client: TokenClient, paths: readonly string[]): Promise<readonly string[]> {
  const answers = await Promise.all(paths.map(async (path) => ({ path, status: (await client.get(path)).status })));
  return answers.filter(({ status }) => status === 200).map(({ path }) => path);
}

const ROUTES = ["/protected", "/any", "/strong", "/resistant", "/totp-only"];

onEmbedded(
  "The proofs of an access token",
  (current) => {
    it("are as old as the token says: 4 minutes 59 are young enough for 5, 5 minutes 1 are not", async () => {
      const app = current();
      const client = await holding(app, { amr: ["pwd", "otp"] });
      const aged = (seconds: number): Promise<string> =>
        sign({ sub: client.person.id, amr: ["pwd", "otp"], auth_time: secondsAt(app, -seconds) }, app.clock.now());
      const [young, old] = [await aged(299), await aged(301)];

      const answers = [await client.holds(young).post("/transfers"), await client.holds(old).post("/transfers")];

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 401]);
      expect(answers[1]?.body).to.include({ code: "ERR-MFA-STEP-UP-REQUIRED", maxAgeSeconds: 300 });
      expect(answers[1]?.headers["www-authenticate"]).to.include("insufficient_user_authentication");
    });

    it("each have an age of their own where the token has our claim", async () => {
      const app = current();
      const old = { by: "totp", at: secondsAt(app, -400) };
      const recent = { by: "password", at: secondsAt(app) };

      const client = await holding(app, { proofs: [recent, old] });

      expect((await client.post("/transfers")).status).to.equal(401);
      expect(await opens(client, ROUTES)).to.deep.equal(["/protected", "/any", "/strong", "/totp-only"]);
    });

    for (const [by, paths] of Object.entries({
      password: [],
      mailed_code: [],
      email: ["/protected", "/any"],
      sms: ["/protected", "/any"],
      backup_code: ["/protected", "/any", "/strong"],
      totp: ["/protected", "/any", "/strong", "/totp-only"],
    }))
      it(`open what they are good for: ${by}`, async () => {
        const app = current();

        const client = await holding(app, {
          proofs: [{ by, at: secondsAt(app, -10) }],
          amr: ["pwd", "otp", "hwk", "mfa"],
        });

        expect(await opens(client, ROUTES)).to.deep.equal(paths);
      });

    it("may be of a trusted device, as good as what it was trusted by and no better", async () => {
      const app = current();
      const trusted = (via?: string): Promise<TokenClient> =>
        holding(app, { proofs: [{ by: "trusted_device", at: secondsAt(app, -10), ...(via ? { via } : {}) }] });
      const clients = [await trusted("totp"), await trusted("webauthn"), await trusted()];

      const opened = await Promise.all(clients.map((client) => opens(client, ROUTES)));

      // Passkeys are not on offer here.
      expect(opened).to.deep.equal([["/protected", "/any"], [], []]);
      expect((await clients[0]?.post("/transfers"))?.status).to.equal(401);
    });

    for (const [amr, by] of [
      [["pwd"], ["password"]],
      [
        ["pwd", "otp"],
        ["password", "email"],
      ],
      [
        ["pwd", "mfa"],
        ["password", "email"],
      ],
      [["mfa"], ["email"]],
      [
        ["pwd", "otp", "sms", "mfa"],
        ["password", "sms"],
      ],
      [
        ["pwd", "hwk"],
        ["password", "webauthn"],
      ],
      [["swk", "otp"], ["webauthn"]],
      [["pop"], ["webauthn"]],
      [["fed", "face", "user", "PWD", "Otp"], []],
      [[], []],
      ["pwd", []],
      [["otp", 7], []],
      [Array.from({ length: 40 }, () => "otp"), []],
      [null, []],
    ] as const)
      it(`follow from amr where that is all there is: ${JSON.stringify(amr).slice(0, 60)}`, async () => {
        const app = current();
        const at = secondsAt(app, -7);

        const proofs = await shownBy(app, { amr, auth_time: at });

        expect(proofs).to.deep.equal(by.map((each) => ({ by: each, at: new Date(at * 1000).toISOString() })));
      });

    it("open no named and no strong method where amr only says that there was a code", async () => {
      const app = current();
      const codes = await Promise.all(
        [
          ["pwd", "otp"],
          ["pwd", "mfa"],
        ].map((amr) => holding(app, { amr })),
      );

      const opened = await Promise.all(codes.map((client) => opens(client, ROUTES)));

      expect(opened).to.deep.equal([
        ["/protected", "/any"],
        ["/protected", "/any"],
      ]);
    });

    it("have no date without auth_time, whatever iat says", async () => {
      const app = current();
      const claims = { amr: ["pwd", "otp"], auth_time: undefined };

      const client = await holding(app, claims);
      const [proof] = await shownBy(app, claims);

      expect([(await client.get("/any")).status, (await client.post("/transfers")).status]).to.deep.equal([200, 401]);
      expect(proof?.at).to.equal("1970-01-01T00:00:00.000Z");
    });

    for (const auth_time of ["now", -1, null, [], {}, "1e3", 9e15])
      it(`take no auth_time of ${JSON.stringify(auth_time)} for a date`, async () => {
        const app = current();

        const proofs = await shownBy(app, { amr: ["pwd"], auth_time });

        expect(proofs).to.deep.equal([{ by: "password", at: "1970-01-01T00:00:00.000Z" }]);
      });

    it("lie ahead by 30 seconds at most", async () => {
      const app = current();
      const ahead = (seconds: number): JWTPayload => ({ amr: ["pwd", "otp"], auth_time: secondsAt(app, seconds) });

      const [near, far] = [await shownBy(app, ahead(30)), await shownBy(app, ahead(31))];
      const claim = await shownBy(app, { proofs: [{ by: "totp", at: secondsAt(app, 31) }], amr: ["pwd", "otp"] });

      expect([near.length, far.length, claim.length]).to.deep.equal([2, 0, 0]);
      expect((await (await holding(app, ahead(120))).get("/protected")).status).to.equal(401);
    });

    for (const [what, proofs] of Object.entries({
      "no list": { by: "totp", at: 1 },
      "a name that nobody knows": [{ by: "retina", at: 1 }],
      "a name of every object": [{ by: "constructor", at: 1 }],
      "a date in words": [{ by: "totp", at: "yesterday" }],
      "no date": [{ by: "totp" }],
      "a device that was trusted by nothing": [{ by: "trusted_device", at: 1, via: "password" }],
      "one that is malformed beside a good one": [{ by: "totp", at: 1 }, null],
      "too many": Array.from({ length: 33 }, () => ({ by: "totp", at: 1 })),
    }))
      it(`are taken from amr where our claim has ${what}`, async () => {
        const app = current();

        const shown = await shownBy(app, { proofs, amr: ["pwd"] });

        expect(shown.map(({ by }) => by)).to.deep.equal(["password"]);
      });

    it("may be dated as JSON writes dates", async () => {
      const app = current();
      const at = new Date(app.clock.now().getTime() - 1234).toISOString();

      const shown = await shownBy(app, { proofs: [{ by: "totp", at }] });

      expect(shown).to.deep.equal([{ by: "totp", at }]);
    });

    it("decide what req.mfa says of amr and acr, whatever the token says itself", async () => {
      const app = current();
      const proofs = [{ by: "password", at: secondsAt(app) }];
      const token = await sign(
        { sub: app.users.add().id, proofs, amr: ["fed", "otp", "mfa", "hwk"], acr: "aal3" },
        app.clock.now(),
      );

      const { body } = await withToken(app, token, "/whoami");

      expect(body).to.deep.include({ stage: "full", amr: ["fed", "pwd"], acr: "aal1" });
    });
  },
  TOKENS,
);
