import type { ConfigProblem } from "../errors.ts";
import type { MfaOptions } from "./mfa-options.ts";
import { canHaveKeys, hostOf, isDomain, resolveWebauthn } from "./webauthn-defaults.ts";

/** What is wrong with `webauthn`, beyond the shape of each value. */
export function webauthnProblems(options: MfaOptions): readonly ConfigProblem[] {
  const isWanted = options.methods?.includes("webauthn") ?? options.webauthn !== undefined;
  if (!isWanted) return [];
  return [...rpIdProblems(options), ...originProblems(options), ...attestationProblems(options)];
}

/** Browsers refuse every ceremony whose RP ID is not the page's own domain, or one above it (WebAuthn §5.1.3). */
function rpIdProblems(options: MfaOptions): readonly ConfigProblem[] {
  const { rpId, origins } = resolveWebauthn(options);
  if (!canHaveKeys(options))
    return [
      {
        code: "CONFIG-WEBAUTHN-DOMAIN",
        option: options.webauthn?.rpId === undefined ? "origin" : "webauthn.rpId",
        reason: `"${rpId}" is an address, and keys are bound to a domain`,
        remedy: 'Use the domain of your app, on your own machine "http://localhost:<port>", or leave "webauthn" out',
      },
    ];
  const hosts = origins.map(hostOf).filter(isDomain);
  if (hosts.length === 0 || hosts.some((host) => host === rpId || host.endsWith(`.${rpId}`))) return [];
  return [
    {
      code: "CONFIG-WEBAUTHN-DOMAIN",
      option: "webauthn.rpId",
      reason: `"${rpId}" is not the domain of any of ${JSON.stringify(origins)}, nor one above it`,
      remedy: `Write "${hosts[0] ?? ""}", or add an origin of ${rpId}`,
    },
  ];
}

/** An address among the app's own origins is no fault: people there have their other methods. */
function originProblems(options: MfaOptions): readonly ConfigProblem[] {
  return (options.webauthn?.origins ?? [])
    .filter((origin) => origin.startsWith("http://") && !/(?:^|\.)localhost$/.test(hostOf(origin)))
    .map((origin) => ({
      code: "CONFIG-WEBAUTHN-ORIGIN",
      option: "webauthn.origins",
      reason: `browsers offer no keys on "${origin}", which is neither HTTPS nor localhost`,
      remedy: `Write "${origin.replace("http://", "https://")}", or leave it out`,
    }));
}

function attestationProblems({ webauthn = {} }: MfaOptions): readonly ConfigProblem[] {
  if (webauthn.attestation === "direct") return [];
  return (["allowedAuthenticators", "verifyAuthenticator"] as const)
    .filter((name) => webauthn[name] !== undefined)
    .map((name) => ({
      code: "CONFIG-WEBAUTHN-ATTESTATION",
      option: `webauthn.${name}`,
      reason: "keys are not asked which model they are, so it would refuse all of them, or none",
      remedy: 'Write webauthn.attestation: "direct" beside it, or leave it out',
    }));
}
