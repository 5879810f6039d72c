/**
 * Writes the fields of a form again, for the parser that has read them: lists of texts by repeating the name, as forms do and
 * every parser understands; what only the extended parser can have made (`a[b]=1`), with its brackets. Throws for what is
 * no field of a form (any more).
 */
export function formText(fields: object): string {
  return new URLSearchParams(Object.entries(fields).flatMap(([name, value]) => pairsOf(name, value))).toString();
}

type Pair = [name: string, value: string];

function pairsOf(name: string, value: unknown): Pair[] {
  if (Array.isArray(value) && value.length > 1 && value.every((item) => typeof item === "string"))
    return value.map((item): Pair => [name, item]);
  return nested(name, value);
}

function nested(name: string, value: unknown): Pair[] {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return [[name, String(value)]];
  if (!isPlain(value)) throw new TypeError("not a field of a form");
  return Object.entries(value).flatMap(([key, inner]) => nested(`${name}[${key}]`, inner));
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  return [null, Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value) as object | null);
}
