import { expect } from "chai";
import type { AuditRow } from "@sallyport/core";
import { expectedLink, linker } from "../../../packages/core/src/audit/link.ts";
import { digestOf, PERSONAL } from "../../../packages/core/src/audit/personal.ts";
import { createKeyRing } from "../../../packages/core/src/secrets/key-ring.ts";
import { auditRow } from "../../support/audit-row.ts";

const OLD = new Uint8Array(32).fill(1);
const NEW = new Uint8Array(32).fill(2);
const ring = createKeyRing([NEW, OLD]);

const PUBLIC = {
  ...{ id: "another", type: "sign_out", at: new Date(0), severity: "critical", outcome: "success", tenantId: "t" },
  ...{ methodType: "sms", reason: "other", chain: "events", strand: 4, seq: 18, userDigest: "x", actorDigest: "x" },
} as const satisfies Partial<AuditRow>;

const PERSONAL_VALUES = {
  ...{ userId: "x", methodId: "x", sessionId: "x", note: "x", data: { x: 1 }, actorId: "x", ip: "x", ipHash: "x" },
  ...{ browser: "x", os: "x", deviceType: "x", userAgent: "x", requestId: "x" },
} as const satisfies Partial<AuditRow>;

describe("The link of a row", () => {
  for (const [name, value] of Object.entries(PUBLIC))
    it(`changes with its ${name}`, () => {
      const changed = { ...auditRow({ keyId: ring.currentKeyId }), [name]: value };

      expect(expectedLink(ring, changed, "before")).not.to.equal(
        expectedLink(ring, auditRow({ keyId: ring.currentKeyId }), "before"),
      );
    });

  it("changes with the link before", () => {
    const row = auditRow({ keyId: ring.currentKeyId });

    expect(expectedLink(ring, row, "before")).not.to.equal(expectedLink(ring, row, "another"));
  });

  it("is made with the newest key, found under each, and unknown without its own", () => {
    const { link, keyId } = linker(createKeyRing([OLD]))(auditRow(), auditRow(), "before");

    expect(expectedLink(ring, auditRow({ keyId }), "before")).to.equal(link);
    expect(linker(ring)(auditRow(), auditRow(), "before").keyId).to.equal(ring.currentKeyId);
    expect(expectedLink(createKeyRing([NEW]), auditRow({ keyId }), "before")).to.equal(undefined);
  });
});

describe("The digests of a row", () => {
  for (const [name, value] of Object.entries(PERSONAL_VALUES))
    it(`change with its ${name}, in one part`, () => {
      const changed = { ...auditRow(), [name]: value };

      const differ = (["user", "actor"] as const).filter(
        (part) => digestOf(changed, part, "salt") !== digestOf(auditRow(), part, "salt"),
      );

      expect(differ.map((part) => PERSONAL[part]).flat()).to.include(name);
      expect(differ).to.have.lengthOf(1);
    });

  it("and the link leave no field of an entry out", () => {
    const covered = [...Object.keys(PUBLIC), ...Object.keys(PERSONAL_VALUES)];
    const checkedOtherwise = ["userSalt", "actorSalt", "userErasure", "actorErasure", "link", "keyId"];

    expect([...covered, ...checkedOtherwise]).to.have.members(Object.keys(auditRow()));
  });

  it("do not hang on the order in which a database gives names back", () => {
    const [one, other] = [auditRow({ data: { a: 1, b: true } }), auditRow({ data: { b: true, a: 1 } })];

    expect(digestOf(one, "user", "salt")).to.equal(digestOf(other, "user", "salt"));
  });
});
