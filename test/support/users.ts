import { randomUUID } from "node:crypto";
import type { User, UserAdapter } from "@sallyport/core";

/** A person of the test app, as its users table has them. */
export interface Person extends User {
  readonly email: string;
  readonly password: string;
  readonly isDisabled?: boolean;
}

/** The test app's users table. */
export interface TestUsers extends UserAdapter {
  add(details?: Partial<Person>): Person;
  change(id: string, details: Partial<Person>): void;
  checkPassword(email: unknown, password: unknown): Person | undefined;
  /** How often Sallyport asked for a user. */
  readonly lookUps: () => number;
}

export function createUsers(): TestUsers {
  const people = new Map<string, Person>();
  let lookUps = 0;
  return {
    lookUps: () => lookUps,
    add: (details = {}) => {
      const id = randomUUID();
      const person = { id, email: `${id.slice(0, 8)}@example.com`, password: `pw-${id}`, ...details };
      people.set(person.id, person);
      return person;
    },
    change: (id, details) => {
      const person = people.get(id);
      if (person) people.set(id, { ...person, ...details });
    },
    checkPassword: (email, password) =>
      [...people.values()].find((person) => person.email === email && person.password === password),
    findById: (id) => {
      lookUps += 1;
      const person = people.get(id);
      return Promise.resolve(person && !person.isDisabled ? person : null);
    },
    verifyPassword: (user, password) => Promise.resolve(people.get(user.id)?.password === password),
  };
}
