// Made from GET /openapi.json. To make it anew: UPDATE_CLIENT=1 npm test -- test/sallyport/client
import type { Method, Session } from "./shared.ts";

export type ResetMfaBody = {
  readonly reason: string;
};

export type ExtendGraceBody = {
  readonly reason: string;
  readonly days: number;
};

export type RevokeDeviceOfUserBody = {
  readonly reason?: string | undefined;
};

export type MarkDeviceCompromisedBody = {
  readonly reason: string;
};

export type EraseUserBody = {
  readonly reason: string;
};

export type SimulatePoliciesBody = {
  readonly rules: readonly {
    readonly role?: string | undefined;
    readonly tenantId?: string | undefined;
    readonly userId?: string | undefined;
    readonly mfa: "off" | "optional" | "required";
    readonly methods?: readonly ("totp" | "sms" | "email" | "webauthn" | "backup_code")[] | undefined;
    readonly graceDays?: number | undefined;
    readonly mayDisable?: boolean | undefined;
    readonly mode?: "enforce" | "report-only" | undefined;
  }[];
  readonly userIds: readonly string[];
};

export type SetPolicyBody = {
  readonly mfa: "off" | "optional" | "required";
  readonly methods?: readonly ("totp" | "sms" | "email" | "webauthn" | "backup_code")[] | undefined;
  readonly graceDays?: number | undefined;
  readonly mayDisable?: boolean | undefined;
  readonly mode?: "enforce" | "report-only" | undefined;
  readonly reason?: string | undefined;
};

export type DeviceReport = {
  readonly id: string;
  readonly name: string;
  readonly browser: string | null;
  readonly os: string | null;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string;
  readonly deviceType: "desktop" | "mobile" | "tablet" | "other";
  readonly trustedBy: "totp" | "sms" | "email" | "webauthn" | "backup_code";
  readonly uses: number;
  readonly trust: {
    readonly score: number;
    readonly factors: readonly {
      readonly factor: "age" | "uses" | "browser" | "network" | "failures";
      readonly points: number;
      readonly of: number;
    }[];
  };
};

export type UserReport = {
  readonly userId: string;
  readonly tenantId: string | null;
  readonly enabled: boolean;
  readonly methods: readonly Method[];
  readonly backupCodes: {
    readonly remaining: number;
    readonly generatedAt: string | null;
    readonly expiresAt: string | null;
  };
  readonly policy: {
    readonly mfa: "off" | "optional" | "required";
    readonly scope: string;
  };
  readonly enrollmentDeadline: string | null;
  readonly guesses: {
    readonly inARow: number;
    readonly recent: number;
    readonly waitSeconds: number;
  };
  readonly trustedDevices: readonly DeviceReport[];
  readonly sessions: readonly Session[];
  readonly recovery: {
    readonly id: string;
    readonly kind: "admin_reset" | "self_recovery";
    readonly requestedAt: string;
    readonly effectiveAt: string | null;
    readonly executedAt: string | null;
    readonly needsApproval: boolean;
  } | null;
  readonly recentEvents: readonly AuditEntry[];
};

export type ResetAnswer = {
  readonly id: string;
  readonly status: "executed" | "waiting_for_approval" | "scheduled";
  readonly effectiveAt?: string | undefined;
};

export type PolicyRule = {
  readonly scope: string;
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
  readonly version: number;
  readonly updatedAt: string;
  readonly updatedBy: string;
  readonly reason: string | null;
};

export type ResolvedRule = {
  readonly mfa: "off" | "optional" | "required";
  readonly methods: readonly ("totp" | "sms" | "email" | "webauthn" | "backup_code")[];
  readonly graceDays: number;
  readonly mayDisable: boolean;
  readonly scope: string;
  readonly reported?:
    | {
        readonly mfa: "off" | "optional" | "required";
        readonly methods: readonly ("totp" | "sms" | "email" | "webauthn" | "backup_code")[];
        readonly graceDays: number;
        readonly mayDisable: boolean;
        readonly scope: string;
      }
    | undefined;
};

export type AuditEntry = {
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly severity: "info" | "notice" | "warning" | "critical";
  readonly outcome: "success" | "failure";
  readonly tenantId: string | null;
  readonly userId: string | null;
  readonly actorId: string | null;
  readonly methodType: string | null;
  readonly methodId: string | null;
  readonly sessionId: string | null;
  readonly reason: string | null;
  readonly note: string | null;
  readonly ip: string | null;
  readonly browser: string | null;
  readonly os: string | null;
  readonly deviceType: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
  readonly ipHash: string | null;
  readonly data: object;
};

export type ListEventsAnswer = {
  readonly events: readonly AuditEntry[];
  readonly nextCursor?: string | undefined;
};

export type CancelResetAnswer = {
  readonly cancelled: true;
};

export type SendEnrollmentLinkAnswer = {
  readonly expiresAt: string;
};

export type UnlockUserAnswer = {
  readonly unlocked: true;
};

export type ExtendGraceAnswer = {
  readonly deadline: string;
};

export type EndSessionsOfUserAnswer = {
  readonly ended: number;
};

export type ListDevicesOfUserAnswer = readonly DeviceReport[];

export type RevokeDeviceOfUserAnswer = {
  readonly revoked: true;
};

export type MarkDeviceCompromisedAnswer = {
  readonly compromised: true;
};

export type ReadMetricsAnswer = string;

export type ListPoliciesAnswer = {
  readonly policies: readonly PolicyRule[];
  readonly effective: ResolvedRule;
};

export type SimulatePoliciesAnswer = {
  readonly users: number;
  readonly notRequired: number;
  readonly enrolled: number;
  readonly inGrace: number;
  readonly lockedOut: number;
  readonly weakMethodsOnly: number;
  readonly affected: readonly {
    readonly userId: string;
    readonly outcome: "not_required" | "enrolled" | "in_grace" | "locked_out";
    readonly weakMethodsOnly: boolean;
    readonly policyScope: string;
    readonly deadline?: string | undefined;
  }[];
};

export type RemovePolicyAnswer = {
  readonly removed: true;
};
