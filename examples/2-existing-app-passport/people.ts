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

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- passport's own way to type its user
  namespace Express {
    interface User {
      readonly id: string;
      readonly email: string;
    }
  }
}
