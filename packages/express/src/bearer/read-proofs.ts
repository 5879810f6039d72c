import type { Amr, MethodType, Proof, ProofSource } from "@sallyport/core";
import type { JWTPayload } from "jose";

const METHODS: Readonly<Record<MethodType, true>> = {
  ...{ totp: true, sms: true, email: true, webauthn: true, backup_code: true },
};
const SOURCES: Readonly<Record<ProofSource, true>> = {
  ...METHODS,
  ...{ password: true, trusted_device: true, mailed_code: true },
};

/** What other issuers say of how somebody has signed in (RFC 8176). `pop` is a key that was shown to be held. */
const BY_AMR: ReadonlyMap<string, ProofSource> = new Map([
  ["pwd", "password"],
  ["sms", "sms"],
  ["hwk", "webauthn"],
  ["swk", "webauthn"],
  ["pop", "webauthn"],
]);

/** Some second factor, nobody says which: it counts as the weakest. */
const UNNAMED: readonly string[] = ["otp", "mfa"];
const WEAKEST: ProofSource = "email";

const MOST = 32;
const AHEAD_MS = 30_000;

/**
 * What a token proves, as of `now`: to the second where it has our own claim `proofs`; else what follows from `amr`, dated
 * `auth_time`. Without `auth_time` nothing says when (the token may be of today and the sign-in of last year), so the
 * date is 1970, which no `maxAgeSeconds` takes. What is malformed or lies ahead counts for nothing.
 */
export function readProofs(claims: JWTPayload, now: Date): readonly Proof[] {
  const proofs = ownProofs(claims["proofs"]) ?? fromAmr(readAmr(claims), readDate(claims["auth_time"]) ?? new Date(0));
  return proofs.filter(({ at }) => at.getTime() <= now.getTime() + AHEAD_MS);
}

/** Undefined unless all of it is as `tokenClaims` writes it. */
function ownProofs(claim: unknown): readonly Proof[] | undefined {
  if (!Array.isArray(claim) || claim.length > MOST) return undefined;
  const proofs = claim.flatMap((each: unknown) => readProof(each) ?? []);
  return proofs.length === claim.length ? proofs : undefined;
}

function readProof(value: unknown): Proof | undefined {
  if (typeof value !== "object" || value === null || !("by" in value) || !("at" in value)) return undefined;
  const at = readDate(typeof value.at === "string" ? secondsOf(value.at) : value.at);
  const via: unknown = "via" in value ? value.via : undefined;
  if (!at || !isOneOf(SOURCES, value.by) || !(via === undefined || isOneOf(METHODS, via))) return undefined;
  return { by: value.by, at, ...(via === undefined ? {} : { via }) };
}

/** What JSON makes of a `Date`, for apps that put the proofs of `onSignedIn` into their tokens as they are. */
function secondsOf(text: string): number | undefined {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) ? Date.parse(text) / 1000 : undefined;
}

function isOneOf<Word extends string>(words: Readonly<Record<Word, true>>, value: unknown): value is Word {
  return typeof value === "string" && Object.hasOwn(words, value);
}

/** Seconds since 1970 (RFC 7519 §2). */
function readDate(value: unknown): Date | undefined {
  if (typeof value !== "number" || !(value >= 0)) return undefined;
  const date = new Date(value * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function readAmr({ amr }: JWTPayload): Amr {
  const isList = Array.isArray(amr) && amr.length <= MOST && amr.every((value) => typeof value === "string");
  return isList ? amr : [];
}

function fromAmr(amr: Amr, at: Date): readonly Proof[] {
  const named = new Set(amr.flatMap((value) => BY_AMR.get(value) ?? []));
  const hasSecond = [...named].some((by) => by !== "password");
  const isUnnamed = !hasSecond && amr.some((value) => UNNAMED.includes(value));
  return [...named, ...(isUnnamed ? [WEAKEST] : [])].map((by) => ({ by, at }));
}

/** What `amr` says of the first factor alone; the rest follows from the proofs, so that none of it outlives them. */
export function firstFactorAmr(claims: JWTPayload): Amr {
  return readAmr(claims).filter((value) => !BY_AMR.has(value) && !UNNAMED.includes(value));
}
