/** One step of the schema. Steps that have been released never change. */
export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}
