// Made from GET /openapi.json. To make it anew: UPDATE_CLIENT=1 npm test -- test/sallyport/client
import type { CreationOptions, RequestOptions } from "../browser.ts";
import type { Method } from "./shared.ts";

export type SetupCode = {
  readonly code: string;
  readonly methodId?: string | undefined;
};

export type KeyResponse = object;

export type ChangeMethodBody = {
  readonly name?: string | undefined;
  readonly preferred?: true | undefined;
};

export type SetupTotpBody = {
  readonly name?: string | undefined;
};

export type SetupSmsBody = {
  readonly phoneNumber: string;
  readonly name?: string | undefined;
};

export type SetupEmailBody = {
  readonly email?: string | undefined;
  readonly name?: string | undefined;
};

export type SetupWebauthnBody = {
  readonly name?: string | undefined;
  readonly usage?: "passkey" | "second-factor" | undefined;
};

export type VerifyWebauthnBody = {
  readonly response: KeyResponse;
};

export type PasskeyOptionsBody = {
  readonly transport?: "session" | "token" | undefined;
};

export type PasskeyVerifyBody = {
  readonly response: KeyResponse;
  readonly challengeToken?: string | undefined;
};

export type ChallengeBody =
  | {
      readonly method: "totp" | "sms" | "email" | "backup_code" | "mailed_code";
      readonly methodId?: string | undefined;
      readonly challengeToken?: string | undefined;
    }
  | {
      readonly method: "webauthn";
      readonly methodId?: string | undefined;
      readonly challengeToken?: string | undefined;
    };

export type VerifyBody =
  | {
      readonly method: "totp" | "sms" | "email" | "backup_code" | "mailed_code";
      readonly code: string;
      readonly methodId?: string | undefined;
      readonly challengeToken?: string | undefined;
      readonly trustDevice?: boolean | undefined;
    }
  | {
      readonly method: "webauthn";
      readonly response: KeyResponse;
      readonly methodId?: string | undefined;
      readonly challengeToken?: string | undefined;
      readonly trustDevice?: boolean | undefined;
    };

export type VerifyBackupBody = {
  readonly code: string;
  readonly challengeToken?: string | undefined;
  readonly trustDevice?: boolean | undefined;
};

export type VerifyPasswordBody = {
  readonly password: string;
};

export type ResumeBody = {
  readonly id: string;
};

export type DisableBody = {
  readonly code?: string | undefined;
  readonly method?: "totp" | "sms" | "email" | "backup_code" | undefined;
  readonly methodType?: "totp" | "sms" | "email" | "webauthn" | undefined;
};

export type RedeemLinkBody = {
  readonly token: string;
};

export type SetupSent = {
  readonly methodId: string;
  readonly expiresAt: string;
  readonly resendAfterSeconds: number;
  readonly hint: string;
  readonly riskNote: string;
};

export type MethodEnabled = {
  readonly enabled: true;
  readonly methodId: string;
  readonly backupCodes?: readonly string[] | undefined;
  readonly [member: string]: unknown;
};

export type PasskeySignIn = {
  readonly mfaRequired: false;
  readonly sessionId: string;
  readonly amr: readonly string[];
  readonly [member: string]: unknown;
};

export type TrustedDevice = {
  readonly id: string;
  readonly name: string;
  readonly browser: string | null;
  readonly os: string | null;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string;
  readonly current: boolean;
};

export type ReadStatusAnswer = {
  readonly enabled: boolean;
  readonly methods: readonly Method[];
  readonly backupCodes: {
    readonly remaining: number;
    readonly generatedAt: string | null;
    readonly expiresAt: string | null;
  };
  readonly trustedDevices: number;
  readonly required: boolean;
  readonly policyScope: string;
  readonly enrollmentDeadline: string | null;
  readonly lastVerifiedAt: string | null;
};

export type ListMethodsAnswer = readonly Method[];

export type ChangeMethodAnswer = {
  readonly updated: true;
};

export type RemoveMethodAnswer = {
  readonly removed: true;
};

export type SetupTotpAnswer = {
  readonly methodId: string;
  readonly secret: string;
  readonly otpauthUrl: string;
  readonly qrCode: string;
  readonly expiresAt: string;
};

export type SetupWebauthnAnswer = {
  readonly methodId: string;
  readonly expiresAt: string;
  readonly options: CreationOptions;
};

export type PasskeyOptionsAnswer = {
  readonly expiresAt: string;
  readonly options: RequestOptions;
  readonly challengeToken?: string | undefined;
};

export type AcceptedPasskeysAnswer = {
  readonly rpId: string;
  readonly userId: string;
  readonly allAcceptedCredentialIds: readonly string[];
  readonly name: string;
  readonly displayName: string;
};

export type ChallengeAnswer =
  | {
      readonly method: "totp" | "sms" | "email" | "webauthn" | "backup_code" | "mailed_code";
      readonly expiresAt: string;
      readonly resendAfterSeconds: number;
      readonly hint: string;
    }
  | {
      readonly method: "webauthn";
      readonly expiresAt: string;
      readonly options: RequestOptions;
    };

export type RegenerateBackupCodesAnswer = {
  readonly backupCodes: readonly string[];
};

export type DisableAnswer = {
  readonly disabled: true;
};

export type ListTrustedDevicesAnswer = readonly TrustedDevice[];

export type RevokeTrustedDeviceAnswer = {
  readonly revoked: true;
};

export type RevokeTrustedDevicesAnswer = {
  readonly revoked: number;
};

export type RequestRecoveryAnswer = {
  readonly effectiveAt: string;
};

export type CancelRecoveryAnswer = {
  readonly cancelled: true;
};
