/**
 * The types that browsers have for passkeys, where the program that uses the client knows them (`"lib": ["DOM"]`); else
 * `object`. So the client needs no types of the browser, and nobody needs a cast.
 */
type ParameterOf<Name extends string> = typeof globalThis extends {
  PublicKeyCredential: Record<Name, (options: infer Options) => unknown>;
}
  ? Options
  : object;

/** For `PublicKeyCredential.parseCreationOptionsFromJSON()`. */
export type CreationOptions = ParameterOf<"parseCreationOptionsFromJSON">;

/** For `PublicKeyCredential.parseRequestOptionsFromJSON()`. */
export type RequestOptions = ParameterOf<"parseRequestOptionsFromJSON">;
