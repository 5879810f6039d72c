/** Keeps `updated_at` by the database, whoever writes. */
export const touchFunction = `
CREATE OR REPLACE FUNCTION mfa_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := statement_timestamp();
  RETURN NEW;
END $$`;

export function touchTrigger(table: string): string {
  return `CREATE TRIGGER ${table}_touch BEFORE UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION mfa_touch()`;
}
