/** The app's users table; here, one person. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
}

const people: readonly Person[] = [{ id: "1", email: "ada@example.com", password: "correct horse battery" }];

export function findPerson(fits: (person: Person) => boolean): Person | undefined {
  return people.find(fits);
}
