import type { NewDevice, Recognition, ShownToken } from "@sallyport/core";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { OpenStores } from "./durable-stores.ts";
import { FIREFOX, newDevice, shownToken, worthOf } from "./new-device.ts";

const DAY = 86_400;
const RULE = { max: 10, replaces: [] } as const;

export function describeDeviceRecognition(name: string, current: () => OpenStores): void {
  describe(`Recognising a device on ${name}`, () => {
    let device: NewDevice;
    beforeEach(async () => {
      device = newDevice(randomUUID());
      await current().stores.devices.trust(device, RULE);
    });

    const recognise = (shown: ShownToken): Promise<Recognition> => current().stores.devices.recognise(shown);
    /** What the first token of the device is worth, in a word; or another one. */
    const worth = async (shown = shownToken(device)): Promise<string> => worthOf(await recognise(shown));

    it("recognises the right token, and counts the use and what was seen", async () => {
      const { stores, clock } = current();
      const seen = { browser: "Chrome", os: null, network: "network 2" };
      clock.travel(DAY);

      const found = await recognise(shownToken(device, { seen }));

      expect(found).to.deep.include({ outcome: "recognised", isRotated: true });
      const kept = await stores.devices.find(device.id);
      expect(kept).to.deep.include({ uses: 1, trusted: FIREFOX, last: seen, endedAt: null });
      expect((kept?.lastUsedAt?.getTime() ?? 0) - (kept?.createdAt.getTime() ?? 0)).to.be.within(
        DAY * 1000,
        DAY * 1010,
      );
      expect("device" in found && found.device).to.deep.equal(kept);
    });

    it("puts the next token in the place of the one that was shown, again and again", async () => {
      const worths = [];
      let held = device;
      for (let use = 0; use < 5; use += 1) {
        const shown = shownToken(held);
        worths.push(await worth(shown));
        current().clock.travel(DAY);
        held = { ...held, token: shown.next.token };
      }

      expect(worths).to.deep.equal(Array.from({ length: 5 }, () => "rotated"));
      expect(await worth(shownToken(held))).to.equal("rotated");
    });

    it("moves the end of a trust by no use", async () => {
      const { stores, clock } = current();
      const before = await stores.devices.find(device.id);
      clock.travel(29 * DAY);
      const shown = shownToken(device);
      await recognise(shown);
      const after = await stores.devices.find(device.id);
      clock.travel(DAY + 1);

      const late = await worth(shownToken({ ...device, token: shown.next.token }));

      expect(after?.expiresAt).to.deep.equal(before?.expiresAt);
      expect(late).to.equal("expired");
    });

    it("rotates for one of 50 parallel callers, and recognises them all", async () => {
      const shown = Array.from({ length: 50 }, () => shownToken(device));

      const found = await Promise.all(shown.map(recognise));

      const rotated = shown.filter((_, index) => isRotated(found[index]));
      expect(found.map(({ outcome }) => outcome)).to.deep.equal(shown.map(() => "recognised"));
      expect(rotated).to.have.lengthOf(1);
      expect(await worth(shownToken({ ...device, token: rotated[0]?.next.token ?? "" }))).to.equal("rotated");
      expect(await current().stores.devices.find(device.id)).to.include({ uses: 51 });
    });

    it("recognises a token that was replaced just now, and leaves the next one in force", async () => {
      const first = shownToken(device);
      await recognise(first);
      current().clock.travel(25);

      const parallel = await worth();

      expect(parallel).to.equal("recognised");
      expect(await worth(shownToken({ ...device, token: first.next.token }))).to.equal("rotated");
    });

    it("ends the trust when a token comes again after the grace, for thief and owner", async () => {
      const { stores, clock } = current();
      const first = shownToken(device);
      await recognise(first);
      clock.travel(31);

      const replay = await recognise(shownToken(device, { seen: { browser: "Thief", os: null, network: null } }));

      expect(replay).to.have.property("outcome", "reused");
      expect(await stores.devices.find(device.id))
        .to.include({ endReason: "token_reused", uses: 1 })
        .and.to.deep.include({ last: FIREFOX });
      expect(replay).to.deep.include({ device: await stores.devices.find(device.id) });
      expect([await worth(), await worth(shownToken({ ...device, token: first.next.token }))]).to.deep.equal([
        "ended",
        "ended",
      ]);
    });

    it("says of one of 50 parallel replays that it ended the trust", async () => {
      await recognise(shownToken(device));
      current().clock.travel(31);

      const worths = await Promise.all(Array.from({ length: 50 }, () => worth()));

      expect(worths.filter((each) => each === "reused")).to.have.lengthOf(1);
      expect(worths.filter((each) => each === "ended")).to.have.lengthOf(49);
    });

    it("lets nobody in by a replay at the same time as the right token", async () => {
      const first = shownToken(device);
      await recognise(first);
      current().clock.travel(31);
      const owner = shownToken({ ...device, token: first.next.token });

      const worths = await Promise.all([worth(), worth(owner), worth()]);

      expect(worths.filter((each) => each === "reused")).to.have.lengthOf(1);
      expect(await worth(owner)).to.equal("ended");
    });

    it("ends a trust once that is stolen and replaced at the same time, 20 times over", async () => {
      const { devices } = current().stores;
      for (let round = 0; round < 20; round += 1) {
        const next = newDevice(device.userId);

        const [found, { ended }] = await Promise.all([
          recognise(shownToken(device, { tokens: ["never"] })),
          devices.trust(next, { max: 10, replaces: [device.family] }),
        ]);

        const reason = (await devices.find(device.id))?.endReason;
        expect([found.outcome, ended.length, reason]).to.be.deep.oneOf([
          ["reused", 0, "token_reused"],
          ["refused", 1, "replaced"],
        ]);
        device = next;
      }
    });

    it("takes a token that never was for a copy of one that is older", async () => {
      expect(await worth(shownToken(device, { tokens: ["never"] }))).to.equal("reused");
    });

    it("knows no device by another family or in another account", async () => {
      const stranger = newDevice(randomUUID());
      await current().stores.devices.trust(stranger, RULE);

      const worths = [
        await worth(shownToken(device, { families: ["other"] })),
        await worth(shownToken(device, { userId: stranger.userId })),
        await worth(shownToken(device, { families: [] })),
      ];

      expect(worths).to.deep.equal(["unknown", "unknown", "unknown"]);
      expect(await worth()).to.equal("rotated");
    });

    it("refuses what was ended, ran out or is under another stamp, and says which", async () => {
      const { stores, clock } = current();
      const stamped = await worth(shownToken(device, { stamps: ["another", "one"], tokens: ["never"] }));
      clock.travel(30 * DAY + 1);
      const expired = await worth(shownToken(device, { stamps: ["another"] }));
      const young = newDevice(device.userId, { days: 1 });
      await stores.devices.trust(young, RULE);
      await stores.devices.end(device.userId, "all", "revoked_by_user");
      clock.travel(DAY + 1);

      expect([stamped, expired, await worth(shownToken(young))]).to.deep.equal(["void", "expired", "ended"]);
      expect(await stores.devices.find(device.id)).to.include({ uses: 0, endedAt: null, lastUsedAt: null });
    });

    it("writes family, token and stamp under the newest key when it rotates, and not before", async () => {
      const older = { families: ["new family", device.family], stamps: ["new stamp", device.stamp] };
      const next = { family: "new family", token: "new token", stamp: "new stamp" };
      const newest = { families: ["new family"], tokens: ["new token"], stamps: ["new stamp"] };
      const early = await worth(shownToken(device, newest));

      const worths = [
        await worth(shownToken(device, { ...older, tokens: ["never", device.token], next })),
        await worth(),
        await worth(shownToken(device, newest)),
      ];

      expect([early, ...worths]).to.deep.equal(["unknown", "rotated", "unknown", "rotated"]);
    });
  });
}

function isRotated(found: Recognition | undefined): boolean {
  return found !== undefined && worthOf(found) === "rotated";
}
