import { SallyportConfigError, type ConfigProblem } from "@sallyport/core";

/** What an option has to look like. Values are never shown: one of them is a password. */
export interface OptionRule {
  readonly accepts: (value: unknown) => boolean;
  /** What to write instead, for example `Write the region, for example "eu-west-1"`. */
  readonly remedy: string;
  readonly required?: true;
}

/** Throws `SallyportConfigError` with everything that is wrong with the options of one factory. */
export function checkOptions({
  factory,
  options,
  rules,
  others = () => [],
}: {
  readonly factory: string;
  /** As it came: from JavaScript it may be anything. */
  readonly options: unknown;
  readonly rules: Readonly<Record<string, OptionRule>>;
  /** What else there is to say, of more than one option or of the inside of one. */
  readonly others?: (given: ReadonlyMap<string, unknown>) => readonly ConfigProblem[];
}): void {
  const given = new Map<string, unknown>(
    Object.entries(typeof options === "object" && options !== null ? options : {}),
  );
  const malformed = Object.entries(rules).flatMap(([name, { accepts, remedy, required }]): ConfigProblem[] => {
    const value = given.get(name);
    const option = `${factory}.${name}`;
    if (value === undefined)
      return required ? [{ code: "CONFIG-OPTION-MISSING", option, reason: "it is missing", remedy }] : [];
    if (accepts(value)) return [];
    return [{ code: "CONFIG-OPTION-INVALID", option, reason: "the value is not accepted", remedy }];
  });
  const unknown = [...given.keys()]
    .filter((name) => !Object.hasOwn(rules, name))
    .map((name) => ({
      code: "CONFIG-OPTION-UNKNOWN",
      option: `${factory}.${name}`,
      reason: "there is no such option",
      remedy: `It knows ${Object.keys(rules).join(", ")}`,
    }));

  const [first, ...more] = [...malformed, ...unknown, ...others(given)];
  if (first) throw new SallyportConfigError([first, ...more]);
}

/** A text of this form. */
export function matches(pattern: RegExp): (value: unknown) => boolean {
  return (value) => typeof value === "string" && pattern.test(value);
}

/** One of the values of `typeof`. */
export function isA(type: "boolean" | "function" | "object"): (value: unknown) => boolean {
  return (value) => typeof value === type && value !== null;
}

/** `name`, as every channel has it. */
export const nameRule: OptionRule = {
  accepts: matches(/^[a-z0-9-]{1,40}$/),
  remedy: "Write lower-case letters, digits and -",
};

/** `timeoutSeconds`, as every channel has it. */
export const timeoutRule: OptionRule = {
  accepts: (value) => typeof value === "number" && value > 0 && value <= 30,
  remedy: "Write seconds, more than 0 and at most 30",
};
