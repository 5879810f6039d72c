import { expect } from "chai";
import { resolveLimits } from "../../../packages/core/src/options/guess-limits.ts";

/** Six digits, good for three time steps. */
const CHANCE = 3e-6;
const YEAR_DAYS = 365;

describe("A year of guessing", () => {
  for (const preset of ["standard", "pci", "strict"] as const)
    it(`succeeds in fewer than one of a hundred cases (${preset})`, () => {
      const { maxRecent, recentDays } = resolveLimits({ preset });

      const odds = 1 - (1 - CHANCE) ** ((maxRecent / recentDays) * YEAR_DAYS);

      expect(odds).to.be.within(0.001, 0.01);
    });
});
