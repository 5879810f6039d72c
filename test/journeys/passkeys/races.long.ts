import { expect } from "chai";
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import type { Authenticator } from "sallyport/testing";
import { somebody, type Answer, type Cluster, type Jar } from "../../support/cluster.ts";
import { isIn, onFourProcesses } from "../../support/four-processes.ts";
import { someKey } from "../../support/keys.ts";
import { worksWithin } from "../../support/until.ts";

const COPIES = 20;

interface Keyed {
  readonly id: string;
  readonly key: Authenticator;
  readonly jar: Jar;
}

async function ask<Options>(jar: Jar, path: string, body: object = {}): Promise<Options> {
  const answer = await jar.post(`/api/v1/mfa/${path}`, body);
  expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
  return answer.body["options"] as Options;
}

const askForSetup = (jar: Jar): Promise<PublicKeyCredentialCreationOptionsJSON> => ask(jar, "setup/webauthn");

/** Somebody with a key, signed in at the first process. */
async function keyed(cluster: Cluster): Promise<Keyed> {
  const [id, key, jar] = [somebody(), someKey(), cluster.jar(0)];
  await jar.post(`/login/${id}`);
  const response = key.register(await askForSetup(jar));
  expect((await jar.post("/api/v1/mfa/verify/webauthn", { response })).status).to.equal(200);
  return { id, key, jar };
}

/** The same request from copies of one jar, at all processes at once. */
async function everywhere(jar: Jar, path: string, body: object): Promise<readonly { jar: Jar; answer: Answer }[]> {
  const copies = Array.from({ length: COPIES }, (_, index) => jar.at(index));
  return Promise.all(copies.map(async (copy) => ({ jar: copy, answer: await copy.post(path, body) })));
}

/** How many were let through; nothing but that and a refusal may come. */
async function grants(tries: Awaited<ReturnType<typeof everywhere>>): Promise<number> {
  const statuses = tries.map(({ answer }) => answer.status);
  expect(statuses.filter((status) => status !== 200 && status !== 401)).to.deep.equal([]);
  return statuses.filter((status) => status === 200).length;
}

onFourProcesses("A signed reply of a key", (running, { rounds }) => {
  // Each process loads what keys need when it first needs it, which takes a second or two where four do it at once.
  before(async () => {
    for (const process of [0, 1, 2, 3]) {
      const jar = running().jar(process);
      expect(
        await worksWithin(10, async () => (await jar.post("/api/v1/mfa/passkey/options")).status === 200),
      ).to.equal(true);
    }
    expect(await worksWithin(10, async () => Boolean(await keyed(running())))).to.equal(true);
  });

  it(`is the second factor of one of ${String(COPIES)} that send it at once, ${String(rounds)} times over`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const { id, key } = await keyed(running());
      const jar = running().jar(round);
      await jar.post(`/login/${id}`);
      const options = await ask<PublicKeyCredentialRequestOptionsJSON>(jar, "challenge", { method: "webauthn" });
      const response = key.authenticate(options);

      const tries = await everywhere(jar, "/api/v1/mfa/verify", { method: "webauthn", response });

      expect(await grants(tries)).to.equal(1);
      const winner = tries.find(({ answer }) => answer.status === 200);
      expect(await isIn(winner?.jar.at(round + 1) ?? expect.fail())).to.equal(true);
    }
  });

  it(`signs one of ${String(COPIES)} in that send it at once, ${String(rounds)} times over`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const { key } = await keyed(running());
      const jar = running().jar(round);
      const options = await ask<PublicKeyCredentialRequestOptionsJSON>(jar, "passkey/options");
      const response = key.authenticate(options);

      const tries = await everywhere(jar, "/api/v1/mfa/passkey/verify", { response });

      expect(await grants(tries)).to.equal(1);
    }
  });

  it(`adds one key, and a credential is one user's of ${String(COPIES)} who want it, ${String(rounds)} times over`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const { key } = await keyed(running());
      const credentialId = new Uint8Array(Buffer.from(key.credentials[0]?.id ?? "", "base64url").reverse());
      const jars = Array.from({ length: COPIES }, (_, index) => running().jar(index));
      const responses: object[] = [];
      for (const jar of jars) {
        await jar.post(`/login/${somebody()}`);
        responses.push(someKey().register(await askForSetup(jar), { credentialId: () => credentialId }));
      }

      const answers = await Promise.all(
        jars.map((jar, index) => jar.at(index + 1).post("/api/v1/mfa/verify/webauthn", { response: responses[index] })),
      );

      const statuses = answers.map(({ status }) => status);
      expect(statuses.sort()).to.deep.equal([200, ...Array<number>(COPIES - 1).fill(409)]);
    }
  });

  it(`with a counter that a copy of the key shows as well lets one of the two in, ${String(rounds)} times over`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const { id, key } = await keyed(running());
      const holders = [key, key.clone()].map((each, index) => ({ key: each, jar: running().jar(index) }));
      const responses: object[] = [];
      for (const holder of holders) {
        holder.key.counter(7);
        await holder.jar.post(`/login/${id}`);
        const asked = await ask<PublicKeyCredentialRequestOptionsJSON>(holder.jar, "challenge", { method: "webauthn" });
        responses.push(holder.key.authenticate(asked));
      }

      const answers = await Promise.all(
        holders.map(({ jar }, index) =>
          jar.post("/api/v1/mfa/verify", { method: "webauthn", response: responses[index] }),
        ),
      );

      expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 401]);
    }
  });
});
