// Made from GET /openapi.json. To make it anew: UPDATE_CLIENT=1 npm test -- test/sallyport/client
import type { Proof } from "./shared.ts";

export type PersonalData = {
  readonly format: "sallyport.personal-data";
  readonly version: 1;
  readonly exportedAt: string;
  readonly controller: string;
  readonly notice: {
    readonly language: "en" | "tr";
    readonly purposes: readonly {
      readonly purpose: string;
      readonly data: string;
      readonly legalBasis: string;
    }[];
    readonly recipients: string;
    readonly rights: string;
  };
  readonly retention: readonly {
    readonly data: string;
    readonly days: number | null;
  }[];
  readonly account: {
    readonly id: string;
  };
  readonly methods: readonly {
    readonly id: string;
    readonly type: "totp" | "sms" | "email" | "webauthn" | "backup_code";
    readonly name: string;
    readonly createdAt: string;
    readonly lastUsedAt: string | null;
    readonly preferred: boolean;
    readonly hint?: string | undefined;
    readonly needsAttention?: true | undefined;
    readonly key?:
      | {
          readonly usage: "passkey" | "second-factor";
          readonly backedUp: boolean;
        }
      | undefined;
    readonly destination: string | null;
  }[];
  readonly backupCodes: readonly {
    readonly createdAt: string;
    readonly usedAt: string | null;
    readonly expiresAt: string | null;
  }[];
  readonly passkeyHandleSince: string | null;
  readonly guesses: readonly {
    readonly deviceId: string | null;
    readonly inARow: number;
    readonly byDay: readonly {
      readonly day: string;
      readonly failures: number;
    }[];
    readonly noGuessBefore: string;
    readonly noticedAt: string | null;
  }[];
  readonly gracePeriod: {
    readonly startedAt: string;
    readonly deadline: string;
    readonly extendedAt: string | null;
    readonly extensionReason: string | null;
  } | null;
  readonly policyRules: readonly {
    readonly rule: {
      readonly role?: string | undefined;
      readonly tenantId?: string | undefined;
      readonly userId?: string | undefined;
      readonly mfa: "off" | "optional" | "required";
      readonly methods?: readonly ("totp" | "sms" | "email" | "webauthn" | "backup_code")[] | undefined;
      readonly graceDays?: number | undefined;
      readonly mayDisable?: boolean | undefined;
      readonly mode?: "enforce" | "report-only" | undefined;
    };
    readonly changedAt: string;
    readonly reason: string | null;
  }[];
  readonly recoveries: readonly {
    readonly id: string;
    readonly kind: "admin_reset" | "self_recovery";
    readonly reason: string | null;
    readonly requestedAt: string;
    readonly needsApproval: boolean;
    readonly effectiveAt: string | null;
    readonly executedAt: string | null;
    readonly linkExpiresAt: string | null;
    readonly linkUsedAt: string | null;
    readonly cancelledAt: string | null;
    readonly completedAt: string | null;
  }[];
  readonly trustedDevices: readonly {
    readonly id: string;
    readonly name: string;
    readonly deviceType: "desktop" | "mobile" | "tablet" | "other";
    readonly trustedBy: "totp" | "sms" | "email" | "webauthn" | "backup_code";
    readonly browser: string | null;
    readonly os: string | null;
    readonly uses: number;
    readonly failures: number;
    readonly createdAt: string;
    readonly lastUsedAt: string | null;
    readonly expiresAt: string;
    readonly endedAt: string | null;
    readonly endReason: string | null;
  }[];
  readonly liveSessions: readonly {
    readonly id: string;
    readonly createdAt: string;
    readonly lastSeenAt: string;
    readonly expiresAt: string;
    readonly deviceType: "desktop" | "mobile" | "tablet" | "other";
    readonly ip?: string | undefined;
    readonly browser?: string | undefined;
    readonly os?: string | undefined;
    readonly location?:
      | {
          readonly city?: string | undefined;
          readonly region?: string | undefined;
          readonly country?: string | undefined;
        }
      | undefined;
    readonly proofs: readonly Proof[];
  }[];
  readonly sessions: readonly {
    readonly id: string;
    readonly createdAt: string;
    readonly expiresAt: string;
    readonly ip: string | null;
    readonly browser: string | null;
    readonly os: string | null;
    readonly deviceType: "desktop" | "mobile" | "tablet" | "other";
    readonly location: object | null;
    readonly lastSeenAt: string | null;
    readonly endedAt: string | null;
    readonly endReason: string | null;
  }[];
  readonly deliveries: readonly {
    readonly id: string;
    readonly channel: "sms" | "email";
    readonly purpose: "code" | "notice";
    readonly country: string | null;
    readonly provider: string | null;
    readonly status: "queued" | "sent" | "delivered" | "opened" | "failed" | "bounced" | "complained";
    readonly createdAt: string;
    readonly settledAt: string | null;
    readonly verifiedAt: string | null;
  }[];
  readonly messages: readonly {
    readonly id: string;
    readonly kind: string;
    readonly channel: "sms" | "email";
    readonly to: string | null;
    readonly language: string;
    readonly createdAt: string;
    readonly sendAt: string;
    readonly finishedAt: string | null;
    readonly outcome: ("sent" | "failed") | null;
  }[];
  readonly events: readonly {
    readonly id: string;
    readonly type: string;
    readonly at: string;
    readonly severity: "info" | "notice" | "warning" | "critical";
    readonly outcome: "success" | "failure";
    readonly ip: string | null;
    readonly browser: string | null;
    readonly os: string | null;
    readonly deviceType: string | null;
    readonly userAgent: string | null;
    readonly requestId: string | null;
    readonly by: "an administrator" | null;
    readonly methodType: string | null;
    readonly methodId: string | null;
    readonly sessionId: string | null;
    readonly reason: string | null;
    readonly note: string | null;
    readonly data: object;
  }[];
  readonly acts: readonly {
    readonly id: string;
    readonly type: string;
    readonly at: string;
    readonly severity: "info" | "notice" | "warning" | "critical";
    readonly outcome: "success" | "failure";
    readonly ip: string | null;
    readonly browser: string | null;
    readonly os: string | null;
    readonly deviceType: string | null;
    readonly userAgent: string | null;
    readonly requestId: string | null;
  }[];
};

export type ErasureReport = {
  readonly pseudonym: string | null;
  readonly erased: {
    readonly methods: number;
    readonly backupCodes: number;
    readonly passkeyHandles: number;
    readonly guesses: number;
    readonly gracePeriods: number;
    readonly policyRules: number;
    readonly recoveries: number;
    readonly trustedDevices: number;
    readonly sessions: number;
    readonly deliveries: number;
    readonly messages: number;
    readonly mentions: number;
    readonly liveSessions: number;
    readonly events: number;
  };
  readonly complete: boolean;
};
