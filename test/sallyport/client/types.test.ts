import { expect } from "chai";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openBrowser } from "../../support/browser.ts";
import { CLIENT_TYPES, clientTypes } from "../../support/client-types.ts";
import type { OpenApi } from "../../support/contract.ts";
import { importsOf } from "../../support/imports.ts";
import { filesUnder, readText, root } from "../../support/repository.ts";
import { onEmbedded } from "../../support/stacks.ts";

// The types of the client are made from the document, so that they are never what somebody believes it to be. Update:
//   UPDATE_CLIENT=1 npm test -- test/sallyport/client
onEmbedded("The types of sallyport/client", (current) => {
  it("are those of GET /openapi.json", async () => {
    const { body } = await openBrowser(current()).get("/api/v1/openapi.json").expect(200);
    const made = await clientTypes(body as OpenApi);

    if (process.env["UPDATE_CLIENT"] === "1") {
      mkdirSync(join(root, CLIENT_TYPES), { recursive: true });
      for (const [file, text] of made) writeFileSync(join(root, CLIENT_TYPES, file), text);
    }

    const kept = filesUnder(CLIENT_TYPES, /\.ts$/).map((path) => [path.split("/").at(-1), readText(path)] as const);
    expect(Object.fromEntries(kept), "update them if this is meant").to.deep.equal(Object.fromEntries(made));
  });
});

describe("The sources of sallyport/client", () => {
  it("import nothing but each other: a page can load them", () => {
    const imports = filesUnder("packages/sallyport/src/client", /\.ts$/).flatMap(importsOf);

    expect(imports).to.have.lengthOf.above(5);
    expect(imports.filter(({ target }) => !target?.startsWith("packages/sallyport/src/client/"))).to.deep.equal([]);
  });
});
