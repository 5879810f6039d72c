import { expect } from "chai";
import { manifestOf, packageFolders, readText } from "../support/repository.ts";

/** What may come along with Sallyport: licences that ask for no more than their own text. */
const ALLOWED = new Set([
  ...["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "MIT-0"],
  ...["BlueOak-1.0.0", "Python-2.0", "CC0-1.0"],
]);

interface Installed {
  readonly version?: string;
  readonly license?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readText("package-lock.json")) as {
  readonly packages: Readonly<Record<string, Installed>>;
};

describe("Production dependencies", () => {
  it("have licences from the list, down to the last", () => {
    const places = [...productionPlaces()].filter((place) => !packageFolders.includes(place));

    const refused = places
      .filter((place) => !accepted(licenseOf(place)))
      .map((place) => `${place}: ${licenseOf(place) ?? "no licence"}`);

    expect(places.length).to.be.greaterThan(20);
    expect(refused).to.deep.equal([]);
  });
});

/** Where the lockfile puts everything that the packages need, themselves included. */
function productionPlaces(): ReadonlySet<string> {
  const places = new Set(packageFolders);
  for (const place of places) {
    const installed = packages[place];
    const peers = packageFolders.includes(place) ? manifestOf(place).peerDependencies : {};
    for (const name of Object.keys({ ...installed?.dependencies, ...installed?.optionalDependencies, ...peers })) {
      const found = find(name, place);
      if (found !== undefined) places.add(found);
    }
  }
  return places;
}

/** As Node looks a package up: beside whoever asks, then further out. */
function find(name: string, place: string): string | undefined {
  const here = place === "" ? `node_modules/${name}` : `${place}/node_modules/${name}`;
  if (packages[here]?.link) return packageFolders.find((folder) => manifestOf(folder).name === name);
  if (packages[here]) return here;
  return place === "" ? undefined : find(name, place.slice(0, Math.max(0, place.lastIndexOf("/"))));
}

function licenseOf(place: string): string | undefined {
  return packages[place]?.license;
}

/** One licence, or a choice: `(MIT OR Apache-2.0)`. */
function accepted(license = ""): boolean {
  return license
    .replace(/[()]/g, "")
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((part) => ALLOWED.has(part)));
}
