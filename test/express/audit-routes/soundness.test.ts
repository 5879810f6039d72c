import { expect } from "chai";
import fc from "fast-check";
import { auditRoutes } from "sallyport";
import { build, randomParts, randomUrl } from "./random-apps.ts";
import { versions } from "./versions.ts";

// An audit that says "guarded" of a route that somebody gets to is worse than none. So requests try it: nobody is signed
// in, so whatever they get to has to be listed as open.
for (const { name, number, express, age } of versions)
  describe(`auditRoutes, of apps that nobody would write (${name}),`, () => {
    it("calls no route guarded that a request without a session gets to", async () => {
      const urls = fc.array(randomUrl, { minLength: 5, maxLength: 20 });

      await fc.assert(
        fc.asyncProperty(randomParts(number), urls, async (parts, tried) => {
          const { app, reached } = build(express, parts);
          age(app);
          const { routes } = auditRoutes(app);

          const at = (await Promise.all(tried.map(reached))).flat();

          const wrong = at.map((index) => routes[index]).filter((route) => route?.guarded !== false);
          expect(wrong).to.deep.equal([]);
        }),
        { numRuns: 200 },
      );
    });

    it("lists every route, and none twice", () => {
      fc.assert(
        fc.property(randomParts(number), (parts) => {
          const { app, methods } = build(express, parts);
          age(app);

          const { routes } = auditRoutes(app);

          expect(routes.map(({ method }) => method)).to.deep.equal(methods);
        }),
        { numRuns: 100 },
      );
    });
  });
