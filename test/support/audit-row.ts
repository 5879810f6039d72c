import type { AuditRow } from "@sallyport/core";

/** A row of the trail, with a sign of its own in each field. */
export function auditRow(details: Partial<AuditRow> = {}): AuditRow {
  return {
    ...{
      id: "0199b3c4-5d6e-7f80-9a1b-2c3d4e5f6071",
      type: "mfa_challenge_failed",
      at: new Date("2026-03-01T12:00:00.250Z"),
    },
    ...{ severity: "notice", outcome: "failure", tenantId: null, userId: "user-1", actorId: null, methodType: "totp" },
    ...{ methodId: "method-1", sessionId: "session-1", reason: "wrong_code", note: null, ip: "203.0.113.*" },
    ...{
      ipHash: "c29tZWhhc2g",
      browser: "Firefox",
      os: "Linux",
      deviceType: "desktop",
      userAgent: null,
      requestId: "req-1",
    },
    ...{
      data: {},
      chain: "attempts",
      strand: 3,
      seq: 17,
      userSalt: "dXNlcnNhbHR1c2Vyc2FsdA",
      actorSalt: "YWN0b3JzYWx0YWN0b3I",
    },
    ...{
      userDigest: "dXNlcg",
      actorDigest: "YWN0b3I",
      userErasure: null,
      actorErasure: null,
      link: "bGluaw",
      keyId: "a2V5",
    },
    ...details,
  };
}
