import type { DeliveryOptions, EmailOptions, SmsOptions } from "./delivery-options.ts";

/** The options about codes and notices with every default in its place. */
export interface DeliverySettings extends Required<Omit<DeliveryOptions, "sms" | "email">> {
  readonly sms: Required<Omit<SmsOptions, "countries" | "isAllowed">> & Pick<SmsOptions, "countries" | "isAllowed">;
  readonly email: Required<EmailOptions>;
}

const SMS = {
  max: 3,
  windowSeconds: 600,
  maxPerDay: 10,
  maxPerPrefixHour: 50,
  maxPerCountryHour: 500,
  maxPerHour: 1000,
  pricePerMessage: 0.1,
  budgetPerCountryDay: 50,
  budgetPerDay: 100,
  minConversion: 0.2,
  conversionSends: 50,
  settleSeconds: 120,
  pauseSeconds: 3600,
  maxPerUser: 3,
  notices: true,
} as const;

const EMAIL = { max: 3, windowSeconds: 3600, maxPerDay: 10, maxPerHour: 5000, maxPerUser: 3 } as const;

export function resolveDelivery({ sms, email, ...given }: DeliveryOptions = {}): DeliverySettings {
  return {
    ...{ codeSeconds: 600, resendAfterSeconds: 30, language: "en" as const },
    ...given,
    sms: { ...SMS, ...sms },
    email: { ...EMAIL, ...email },
  };
}
