import { expect } from "chai";
import { openBrowser } from "../../support/browser.ts";
import { keyedPerson, KEYS, keysIn, passkeyOptions, setupOptions, someKey } from "../../support/keys.ts";
import { onEmbedded } from "../../support/stacks.ts";

const SEED = 20_261_121;

/** Its signatures are 64 bytes. Those of ES256 come in DER, of which decoders forgive some bits that say nothing. */
const PLAIN = { algorithm: "EdDSA" } as const;

/** Numbers from 0 to below 1, the same ones at each run (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Answer {
  readonly id: string;
  readonly rawId: string;
  readonly response: object;
}

/** Some bytes of one member are not what they were, or gone, or twice there. */
function spoilt(answer: Answer, members: readonly string[], next: () => number): object {
  const pick = (below: number): number => Math.floor(next() * below);
  const member = members[pick(members.length)] ?? "";
  const inner = answer.response as Record<string, string>;
  const bytes = [...Buffer.from(inner[member] ?? answer.id, "base64url")];
  for (let change = pick(3); change >= 0; change -= 1) {
    const at = pick(bytes.length);
    const byte = (bytes[at] ?? 0) ^ (1 << pick(8));
    const [removed, added] = [[1, [byte]] as const, [1, []] as const, [0, [byte]] as const][pick(3)] ?? [1, [byte]];
    bytes.splice(at, removed, ...added);
  }
  const text = Buffer.from(bytes).toString("base64url");
  if (member in inner) return { ...answer, response: { ...inner, [member]: text } };
  return { ...answer, id: text, rawId: text };
}

onEmbedded(
  `Of 300 answers with random faults (seed ${String(SEED)})`,
  (current) => {
    it("none signs in, and none is an error of ours", async () => {
      const person = await keyedPerson(current(), { key: PLAIN });
      const next = numbers(SEED);
      const statuses: number[] = [];

      for (let round = 0; round < 300; round += 1) {
        const signed = person.key.authenticate(await passkeyOptions(person));
        const response = spoilt(signed, ["clientDataJSON", "authenticatorData", "signature", "id", "userHandle"], next);
        statuses.push((await person.api("passkey/verify", { response })).status);
      }

      expect([...new Set(statuses)].sort()).to.deep.equal([400, 401]);
      expect(await person.isIn()).to.equal(false);
    }).timeout(60_000);

    it("none adds a key that says which model it is, and none is an error of ours", async () => {
      const browser = openBrowser(current());
      await browser.login();
      const next = numbers(SEED + 1);
      const statuses: number[] = [];

      for (let round = 0; round < 300; round += 1) {
        const made = someKey(PLAIN).register(await setupOptions(browser));
        const response = spoilt(made, ["clientDataJSON", "attestationObject", "attestationObject", "id"], next);
        statuses.push((await browser.api("verify/webauthn", { response })).status);
      }

      expect([...new Set(statuses)].sort()).to.deep.equal([400, 401]);
      expect(await keysIn(browser)).to.deep.equal([]);
    }).timeout(60_000);
  },
  { sallyport: { ...KEYS, webauthn: { attestation: "direct" } } },
);
