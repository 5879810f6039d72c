import { z } from "zod";

/** A remedy is the schema's error text: what to write instead, in a full sentence. */

export const OBJECT = "Write an object";

export function whole(name: string, min: number, max: number): z.ZodType<number> {
  const error = `Write a whole number of ${name} from ${String(min)} to ${String(max)}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

export function fn<T>(error: string): z.ZodType<T> {
  return z.custom<T>((value) => typeof value === "function", { error });
}

export function choice<const T extends readonly [string | number, ...(string | number)[]]>(
  values: T,
): z.ZodType<T[number]> {
  return z.literal([...values], { error: `Write one of ${values.map((value) => JSON.stringify(value)).join(", ")}` });
}
