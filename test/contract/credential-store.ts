import type { CredentialUse, NewMethod } from "@sallyport/core";
import { expect } from "chai";
import { randomBytes, randomUUID } from "node:crypto";
import { countOf, newMethod, type OpenStores } from "./durable-stores.ts";

const FEW = { maxPerType: 3 } as const;

type Outcome = Awaited<ReturnType<OpenStores["stores"]["credentials"]["use"]>>;

/** A key with this counter, in the store. */
async function addKey({ stores }: OpenStores, signCount = 0): Promise<NewMethod & { readonly credentialId: string }> {
  const credentialId = randomUUID();
  const settings = { publicKey: "AAAA", backedUp: false };
  const method = newMethod(randomUUID(), { type: "webauthn", settings, credential: { id: credentialId, signCount } });
  expect((await stores.methods.add(method, FEW)).outcome).to.equal("added");
  return { ...method, credentialId };
}

function useOf({ id, userId }: NewMethod, signCount: number, more: Partial<CredentialUse> = {}): CredentialUse {
  return { methodId: id, userId, signCount, backedUp: false, mayFall: false, ...more };
}

export function describeCredentialStore(name: string, current: () => OpenStores): void {
  describe(`CredentialStore on ${name}`, () => {
    it("gives 50 parallel callers the same handle, and keeps it", async () => {
      const { credentials } = current().stores;
      const userId = `o'Brien ${randomUUID()} 🦉`;
      const propose = (): Promise<string> => credentials.handleOf(userId, randomBytes(64).toString("base64url"));

      const handles = await Promise.all(Array.from({ length: 50 }, propose));

      expect(new Set([...handles, await propose()]).size).to.equal(1);
    });

    it("knows the handle of a user who has one, and gives none by looking", async () => {
      const { credentials } = current().stores;
      const [userId, proposed] = [randomUUID(), randomUUID()];

      const before = await credentials.knownHandle(userId);
      await credentials.handleOf(userId, proposed);

      expect([before, await credentials.knownHandle(userId)]).to.deep.equal([null, proposed]);
    });

    it("gives each user a handle of their own", async () => {
      const { credentials } = current().stores;
      const proposed = [randomUUID(), randomUUID()] as const;

      const handles = [
        await credentials.handleOf(randomUUID(), proposed[0]),
        await credentials.handleOf(randomUUID(), proposed[1]),
      ];

      expect(handles).to.deep.equal(proposed);
    });

    it("finds a credential with its user and their handle, and none that is not there", async () => {
      const { credentials } = current().stores;
      const key = await addKey(current(), 7);
      const before = await credentials.find(key.credentialId);
      const handle = await credentials.handleOf(key.userId, randomUUID());

      const after = await credentials.find(key.credentialId);

      expect(before).to.include({ userHandle: null });
      expect(after).to.include({ userHandle: handle });
      expect(after?.method).to.deep.include({
        ...{ id: key.id, userId: key.userId, type: "webauthn", settings: key.settings, lastUsedAt: null },
        credential: { id: key.credentialId, signCount: 7 },
      });
      for (const id of ["", key.credentialId.toUpperCase(), `${key.credentialId} `, randomUUID()])
        expect(await credentials.find(id)).to.equal(undefined);
    });

    it("finds it no more when its method is gone, and keeps the handle", async () => {
      const { credentials, methods } = current().stores;
      const key = await addKey(current());
      const handle = await credentials.handleOf(key.userId, randomUUID());

      await methods.remove(key.userId, { methodId: key.id }, { keepOneOf: undefined });

      expect(await credentials.find(key.credentialId)).to.equal(undefined);
      expect(await credentials.handleOf(key.userId, randomUUID())).to.equal(handle);
    });

    for (const [stored, shown, outcome] of [
      [0, 0, "used"],
      [0, 1, "used"],
      [5, 6, "used"],
      [5, 4_294_967_295, "used"],
      [5, 5, "refused"],
      [5, 4, "refused"],
      [5, 0, "refused"],
      [4_294_967_295, 0, "refused"],
    ] as const)
      it(`has ${String(stored)} followed by ${String(shown)}: ${outcome}`, async () => {
        const { credentials } = current().stores;
        const key = await addKey(current(), stored);

        const used = await credentials.use(useOf(key, shown));

        const after = await credentials.find(key.credentialId);
        expect(used).to.equal(outcome);
        expect(after?.method.credential?.signCount).to.equal(outcome === "used" ? shown : stored);
        expect(after?.method.lastUsedAt === null).to.equal(outcome === "refused");
      });

    for (const [stored, shown, outcome] of [
      [5, 6, "used"],
      [5, 5, "fell"],
      [5, 4, "fell"],
      [5, 0, "fell"],
      [0, 0, "used"],
    ] as const)
      it(`has ${String(stored)} followed by ${String(shown)}, where it may fall: ${outcome}`, async () => {
        const { credentials } = current().stores;
        const key = await addKey(current(), stored);

        const used = await credentials.use(useOf(key, shown, { mayFall: true }));

        expect(used).to.equal(outcome);
        expect((await credentials.find(key.credentialId))?.method.credential?.signCount).to.equal(shown);
      });

    it("lets one of 50 parallel uses with the same counter through", async () => {
      const { credentials } = current().stores;
      const key = await addKey(current(), 6);

      const winners = await countOf(async () => (await credentials.use(useOf(key, 7))) === "used", 50);

      expect(winners).to.equal(1);
    });

    it("ends at the highest of 50 parallel uses, whatever their order", async () => {
      const { credentials } = current().stores;
      const key = await addKey(current(), 6);
      const counters = Array.from({ length: 50 }, (_, index) => 7 + ((index * 37) % 50));

      const outcomes = await Promise.all(counters.map((counter) => credentials.use(useOf(key, counter))));

      expect(outcomes[counters.indexOf(56)]).to.equal("used");
      expect((await credentials.find(key.credentialId))?.method.credential?.signCount).to.equal(56);
    });

    it("writes down whether it is backed up, and leaves the other settings alone", async () => {
      const { credentials } = current().stores;
      const key = await addKey(current());
      const settings: unknown[] = [];

      for (const backedUp of [true, false]) {
        await credentials.use(useOf(key, 0, { backedUp }));
        settings.push((await credentials.find(key.credentialId))?.method.settings);
      }

      expect(settings).to.deep.equal([
        { publicKey: "AAAA", backedUp: true },
        { publicKey: "AAAA", backedUp: false },
      ]);
    });

    it("records no use of a method that is gone, that is another's, or that is no key", async () => {
      const { credentials, methods } = current().stores;
      const [gone, other] = [await addKey(current()), await addKey(current())];
      const totp = newMethod(randomUUID());
      await methods.add(totp, FEW);
      await methods.remove(gone.userId, "all", { keepOneOf: undefined });

      const outcomes: Outcome[] = [];
      for (const use of [useOf(gone, 9), useOf({ ...other, userId: randomUUID() }, 9), useOf(totp, 9)])
        outcomes.push(await credentials.use({ ...use, mayFall: true }));

      expect(outcomes).to.deep.equal(["gone", "gone", "gone"]);
      expect((await credentials.find(other.credentialId))?.method.credential?.signCount).to.equal(0);
    });
  });

  describe(`MethodStore with credentials on ${name}`, () => {
    it("adds a credential once, whoever its user is", async () => {
      const { methods } = current().stores;
      const { credentialId: id } = await addKey(current());
      const again = newMethod(randomUUID(), { type: "webauthn", credential: { id, signCount: 0 } });

      const { outcome } = await methods.add(again, FEW);

      expect([outcome, await methods.list(again.userId)]).to.deep.equal(["duplicate", []]);
    });

    it("adds it for one of 20 users who come at once", async () => {
      const { methods } = current().stores;
      const credential = { id: randomUUID(), signCount: 0 };

      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () => methods.add(newMethod(randomUUID(), { type: "webauthn", credential }), FEW)),
      );

      expect(outcomes.filter(({ outcome }) => outcome === "added")).to.have.lengthOf(1);
      expect(outcomes.filter(({ outcome }) => outcome === "duplicate")).to.have.lengthOf(19);
    });

    it("lists credentials with keys, and none with other methods", async () => {
      const { methods } = current().stores;
      const key = await addKey(current(), 3);
      await methods.add(newMethod(key.userId), FEW);

      const listed = await methods.list(key.userId);

      const credentials = listed.map(({ type, credential }) => [type, credential ?? undefined]);
      expect(credentials).to.have.deep.members([
        ["webauthn", { id: key.credentialId, signCount: 3 }],
        ["totp", undefined],
      ]);
    });
  });
}
