import { expect } from "chai";
import { createEvents } from "../../packages/core/src/events.ts";
import { createMetrics } from "../../packages/core/src/metrics/metrics.ts";

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe("The figures of a database that does not answer", () => {
  it("are missing rather than zero, while what happens is counted on", async () => {
    const events = createEvents(quiet);
    const stats = { read: () => Promise.reject(new Error("down")) };
    const { registry } = createMetrics({ events, stats, logger: quiet });
    events.emit({ id: "0199", type: "session_created", at: new Date() });

    const text = await registry.metrics();

    expect(text).not.to.match(/^sallyport_(?:enrolled_users|active_sessions|methods)[ {]/m);
    expect(text).to.include("sallyport_sessions_created_total 1");
  });
});
