import type { Language } from "../messages/languages.ts";
import type { Settings } from "../options/settings.ts";

/** Why something is kept, and what allows it. */
export interface Purpose {
  readonly purpose: string;
  readonly data: string;
  readonly legalBasis: string;
}

/** What a person is told beside their data. A template: whoever runs the app completes it (docs/privacy.md). */
export interface PrivacyNotice {
  readonly language: Language;
  readonly purposes: readonly Purpose[];
  readonly recipients: string;
  readonly rights: string;
}

/** How long something is kept; null: as long as the account has it. */
export interface KeptFor {
  readonly data: string;
  readonly days: number | null;
}

type Texts = Omit<PrivacyNotice, "language">;

const en: Texts = {
  purposes: [
    {
      purpose: "Signing in with a second factor",
      data: "methods with their numbers and addresses, backup codes, trusted devices, messages",
      legalBasis: "GDPR Art. 6(1)(b), contract; Art. 32, security of processing",
    },
    {
      purpose: "Keeping accounts safe: sessions, failed attempts, waits",
      data: "sessions, addresses (shortened), browser and system, failed attempts",
      legalBasis: "GDPR Art. 6(1)(f), legitimate interest in security (recital 49)",
    },
    {
      purpose: "Proof of who did what",
      data: "events of the audit trail",
      legalBasis: "GDPR Art. 6(1)(f), legitimate interest; Art. 6(1)(c) where a law demands it",
    },
  ],
  recipients: "Those who deliver messages: see the provider of each delivery.",
  rights:
    "Access, rectification, erasure, restriction, portability, objection (GDPR Art. 15 to 21), and a complaint to a supervisory authority (Art. 77).",
};

const tr: Texts = {
  purposes: [
    {
      purpose: "İkinci faktörle oturum açma",
      data: "yöntemler (numara ve adresleriyle), yedek kodlar, güvenilen cihazlar, iletiler",
      legalBasis: "KVKK m. 5/2-c, sözleşmenin ifası; m. 12, veri güvenliği",
    },
    {
      purpose: "Hesapların güvenliği: oturumlar, hatalı denemeler, beklemeler",
      data: "oturumlar, adresler (kısaltılmış), tarayıcı ve işletim sistemi, hatalı denemeler",
      legalBasis: "KVKK m. 5/2-f, meşru menfaat",
    },
    {
      purpose: "Kimin ne yaptığının kanıtlanması",
      data: "denetim kayıtları",
      legalBasis: "KVKK m. 5/2-f, meşru menfaat; yasanın gerektirdiği yerde m. 5/2-ç",
    },
  ],
  recipients: "İletileri ulaştıran hizmet sağlayıcıları: her gönderimin sağlayıcısına bakınız.",
  rights:
    "KVKK m. 11 uyarınca bilgi alma, düzeltme, silme ve itiraz hakları; m. 14 uyarınca Kişisel Verileri Koruma Kurulu'na şikâyet.",
};

const NOTICES: Readonly<Record<Language, Texts>> = { en, tr };

export function noticeIn(language: Language): PrivacyNotice {
  return { language, ...NOTICES[language] };
}

/** How long it is remembered what was sent. */
const MESSAGE_DAYS = 90;

/** What docs/privacy.md says in words. */
export function retentionOf({ audit, sessions, limits }: Settings): readonly KeptFor[] {
  return [
    { data: "methods", days: null },
    { data: "backupCodes", days: null },
    { data: "gracePeriod", days: null },
    { data: "policyRules", days: null },
    { data: "recoveries", days: null },
    { data: "guesses", days: limits.recentDays },
    { data: "trustedDevices", days: sessions.historyDays },
    { data: "sessions", days: sessions.historyDays },
    { data: "deliveries", days: MESSAGE_DAYS },
    { data: "messages", days: MESSAGE_DAYS },
    { data: "events", days: audit.eventDays },
    { data: "events: attempts and refusals", days: audit.attemptDays },
  ];
}
