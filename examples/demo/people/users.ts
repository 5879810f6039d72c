import { randomBytes, randomUUID, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { DataTypes, UniqueConstraintError, type Sequelize } from "sequelize";
import type { User, UserAdapter } from "sallyport";

const hash = promisify<string, Buffer, number, Buffer>(scrypt);

/** The app's own users: Sallyport only ever asks `findById` and `verifyPassword`. */
export interface DemoUsers extends UserAdapter {
  /** The new user, or undefined if the address is taken. */
  signUp(email: string, password: string): Promise<User | undefined>;
  /** The user, or undefined; costs the same for addresses that nobody has. */
  checkPassword(email: string, password: string): Promise<User | undefined>;
  /** Those who have signed up last, the newest first. */
  newest(limit: number): Promise<readonly Person[]>;
  findByEmail(email: string): Promise<User | undefined>;
  /** The addresses of those of these ids that are there. */
  addresses(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Deletes the account. What Sallyport keeps of it goes by `mfa.privacy.erase`, afterwards. */
  remove(id: string): Promise<void>;
}

/** A user in the list of the administrators. */
export interface Person extends User {
  readonly createdAt: Date;
}

interface Row {
  readonly id: string;
  readonly email: string;
  readonly salt: Buffer;
  readonly password: Buffer;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DECOY = { salt: Buffer.alloc(16), password: Buffer.alloc(32) };

export async function createUsers(sequelize: Sequelize): Promise<DemoUsers> {
  const users = sequelize.define(
    "DemoUser",
    {
      id: { type: DataTypes.UUID, primaryKey: true },
      email: { type: DataTypes.TEXT, allowNull: false, unique: true },
      salt: { type: DataTypes.BLOB, allowNull: false },
      password: { type: DataTypes.BLOB, allowNull: false },
    },
    { tableName: "demo_users", underscored: true },
  );
  await createTable(sequelize);

  async function matches(row: Row | undefined, password: string): Promise<boolean> {
    const { salt, password: stored } = row ?? DECOY;
    return timingSafeEqual(await hash(password, salt, 32), stored) && row !== undefined;
  }

  async function rowOf(email: string): Promise<Row | undefined> {
    const found = await users.findOne({ where: { email: canonical(email) } });
    return found?.get() as Row | undefined;
  }

  return {
    findById: async (id) => {
      const found = UUID.test(id) ? await users.findByPk(id) : null;
      return found && toUser(found.get() as Row);
    },
    verifyPassword: async (user, password) => {
      const found = await users.findByPk(user.id);
      return matches(found?.get() as Row | undefined, password);
    },
    signUp: async (email, password) => {
      const salt = randomBytes(16);
      const row = { id: randomUUID(), email: canonical(email), salt, password: await hash(password, salt, 32) };
      try {
        await users.create(row);
        return toUser(row);
      } catch (error) {
        if (error instanceof UniqueConstraintError) return undefined;
        throw error;
      }
    },
    checkPassword: async (email, password) => {
      const row = await rowOf(email);
      return (await matches(row, password)) && row ? toUser(row) : undefined;
    },
    newest: async (limit) => {
      const found = await users.findAll({ order: [["createdAt", "DESC"]], limit });
      const rows = found.map((each) => each.get() as Row & Pick<Person, "createdAt">);
      return rows.map((row) => ({ ...toUser(row), createdAt: row.createdAt }));
    },
    findByEmail: async (email) => {
      const row = await rowOf(email);
      return row && toUser(row);
    },
    addresses: async (ids) => {
      const found = await users.findAll({ where: { id: ids.filter((id) => UUID.test(id)) } });
      const rows = found.map((each) => each.get() as Row);
      return new Map(rows.map(({ id, email }) => [id, email]));
    },
    remove: async (id) => {
      if (UUID.test(id)) await users.destroy({ where: { id } });
    },
  };
}

/** For trying it out, an address says who is an administrator. A real app keeps roles in its own tables; so nobody is one in production. */
function toUser({ id, email }: Row): User {
  const isAdmin = process.env["NODE_ENV"] !== "production" && email.startsWith("admin@");
  return { id, email, displayName: email, roles: isAdmin ? ["admin"] : [] };
}

function canonical(email: string): string {
  return email.normalize("NFKC").trim().toLowerCase();
}

/** Several workers start at once; `sync` alone would race. */
async function createTable(sequelize: Sequelize): Promise<void> {
  await sequelize.transaction(async (transaction) => {
    await sequelize.query("SELECT pg_advisory_xact_lock(20260001)", { transaction });
    await sequelize.query(
      `CREATE TABLE IF NOT EXISTS demo_users (
         id uuid PRIMARY KEY, email text NOT NULL UNIQUE, salt bytea NOT NULL, password bytea NOT NULL,
         created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL)`,
      { transaction },
    );
  });
}
