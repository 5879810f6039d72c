// Made from GET /openapi.json. To make it anew: UPDATE_CLIENT=1 npm test -- test/sallyport/client

export type Nothing = Readonly<Record<string, never>>;

export type Method = {
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
};

export type OfferedMethod =
  | {
      readonly id: string;
      readonly type: "totp" | "sms" | "email" | "webauthn";
      readonly name: string;
      readonly hint?: string | undefined;
    }
  | {
      readonly type: "backup_code";
      readonly remaining: number;
    };

export type Verified = {
  readonly verified: true;
  readonly amr: readonly string[];
  readonly backupCodesRemaining?: number | undefined;
  readonly trustedDevice?:
    | {
        readonly id: string;
        readonly name: string;
        readonly expiresAt: string;
      }
    | undefined;
  readonly [member: string]: unknown;
};

export type Proof = {
  readonly by: "totp" | "sms" | "email" | "webauthn" | "backup_code" | "password" | "trusted_device" | "mailed_code";
  readonly at: string;
  readonly via?: "totp" | "sms" | "email" | "webauthn" | "backup_code" | undefined;
};

export type Session = {
  readonly id: string;
  readonly current: boolean;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly expiresAt: string;
  readonly ip?: string | undefined;
  readonly browser?: string | undefined;
  readonly os?: string | undefined;
  readonly deviceType: "desktop" | "mobile" | "tablet" | "other";
  readonly location?:
    | {
        readonly city?: string | undefined;
        readonly region?: string | undefined;
        readonly country?: string | undefined;
      }
    | undefined;
  readonly proofs: readonly Proof[];
};
