import { scopeOf, type PolicyRule } from "@sallyport/core";

const NAMES = { user: "userId", tenant: "tenantId", role: "role" } as const;

type Scope = Pick<PolicyRule, "userId" | "tenantId" | "role">;

/** Reads `default`, `role:admin`, `tenant:acme/role:admin` …; undefined for anything that `scopeOf` would not write. */
export function readScope(text: string): Scope | undefined {
  if (text === "default") return {};
  const found: { -readonly [Name in keyof Scope]: Scope[Name] } = {};
  for (const part of text.split("/")) {
    const [, name, value] = /^(user|tenant|role):(.+)$/.exec(part) ?? [];
    if (name === undefined || value === undefined) return undefined;
    found[NAMES[name as keyof typeof NAMES]] = decoded(value) ?? "";
  }
  return scopeOf(found) === text ? found : undefined;
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
