import type { Person } from "../people/users.ts";
import { day } from "./day.ts";
import { html, type Html } from "./html.ts";

/** Those who have signed up last. */
export function peoplePage(people: readonly Person[], ownId: string | undefined): Html {
  return html`<p>Whom do you want to help? Those who have signed up last come first.</p>
    <ul class="list">
      ${people.map((person) => personItem(person, person.id === ownId))}
    </ul>`;
}

function personItem({ id, displayName = id, roles = [], createdAt }: Person, isSelf: boolean): Html {
  return html`<li>
    <span
      ><a href="/admin/people/${id}">${displayName}</a> ${roles.includes("admin") && "(administrator)"}
      ${isSelf && "(you)"}</span
    >
    <small>since ${day(createdAt)}</small>
  </li>`;
}
