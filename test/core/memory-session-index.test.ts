import { createMemorySessionIndex } from "@sallyport/core";
import { describeSessionIndex } from "../contract/session-index.ts";
import type { OpenIndex } from "../contract/session-verbs.ts";
import { describeSessionLimits } from "../contract/session-limits.ts";
import { createTestClock } from "../support/clock.ts";

describe("createMemorySessionIndex", () => {
  const clock = createTestClock();
  const index = createMemorySessionIndex({ clock });

  const current = (): OpenIndex => ({ index, travel: clock.travel });
  describeSessionIndex("memory", current);
  describeSessionLimits("memory", current);
});
