import type { CDPSession, Page } from "playwright-core";

/** A passkey that an authenticator holds. */
export interface HeldKey {
  /** Base64url. */
  readonly id: string;
  /** What the browser would call its user; nothing where the key is no passkey. */
  readonly userName: string | undefined;
}

/** Something that holds keys, as Chromium plays it. */
export interface VirtualAuthenticator {
  /** Its user touches it whenever it asks during `action`, and is recognised or not; else nobody is there. */
  whileTouched<T>(action: () => Promise<T>, user?: { readonly isRecognised: boolean }): Promise<T>;
  held(): Promise<readonly HeldKey[]>;
  /** Does `action`, then has again what it held before: as if nobody had told it of a change. */
  keepingAll(action: () => Promise<void>): Promise<void>;
}

const KINDS = {
  "computer with a fingerprint reader": { transport: "internal", hasResidentKey: true, hasUserVerification: true },
  "security key without a PIN": { transport: "usb", hasResidentKey: false, hasUserVerification: false },
} as const;

/** Only this page sees it. Chromium's own dialogs stay away. */
export async function plugIn(page: Page, kind: keyof typeof KINDS): Promise<VirtualAuthenticator> {
  const cdp = await sessionOf(page);
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", ...KINDS[kind], automaticPresenceSimulation: false, isUserVerified: true },
  });
  const credentials = async () => (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials;
  const setPresence = (enabled: boolean): Promise<unknown> =>
    cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
  return {
    whileTouched: async (action, { isRecognised } = { isRecognised: true }) => {
      await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: isRecognised });
      await setPresence(true);
      try {
        return await action();
      } finally {
        await setPresence(false);
      }
    },
    held: async () =>
      (await credentials()).map(({ credentialId, userName }) => ({ id: toBase64url(credentialId), userName })),
    keepingAll: async (action) => {
      const before = await credentials();
      await action();
      await cdp.send("WebAuthn.clearCredentials", { authenticatorId });
      for (const credential of before) await cdp.send("WebAuthn.addCredential", { authenticatorId, credential });
    },
  };
}

const sessions = new WeakMap<Page, Promise<CDPSession>>();

/** To enable it once more would take away what is plugged in. */
function sessionOf(page: Page): Promise<CDPSession> {
  const session = sessions.get(page) ?? open(page);
  sessions.set(page, session);
  return session;
}

async function open(page: Page): Promise<CDPSession> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable", { enableUI: false });
  return cdp;
}

function toBase64url(base64: string): string {
  return Buffer.from(base64, "base64").toString("base64url");
}
