import { expect } from "chai";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { closing } from "../../support/closing.ts";
import { signedInPerson } from "../../support/browser.ts";
import { openWholeApp, type WholeApp } from "./whole-app.ts";

const EVENTS = 100_000;

/** Far below what the document would take as a whole, whose text alone has 34. */
const MOST_MB = 15;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** What is in use, once what is not has gone. */
function usedMb(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1e6;
}

describe("The export of somebody with 100,000 events (PostgreSQL and Redis)", function () {
  this.timeout(180_000);
  this.slow(120_000);
  let whole: WholeApp;

  const close = closing(after);

  before(async function () {
    whole = await openWholeApp(this);
    close(() => whole.close());
  });

  it("is one document, and is never in the memory as a whole", async () => {
    const browser = await signedInPerson(whole.app);
    await whole.sequelize.query(
      `INSERT INTO security_events (id, chain, strand, seq, type, occurred_at, severity, outcome, user_id, data, user_salt,
         actor_salt, user_digest, actor_digest, link, key_id)
       SELECT gen_random_uuid(), 'large', 0, n, 'app.viewed', now() - make_interval(secs => n), 'info', 'success', $1,
              '{"page":"accounts"}', '', '', '', '', '', '' FROM generate_series(1, ${String(EVENTS)}) AS n`,
      { bind: [browser.person.id] },
    );
    const before = usedMb();
    let most = 0;

    const response = await fetch(`${whole.app.url}/api/v1/mfa/export`, { headers: { cookie: browser.cookie() } });
    let tail = "";
    let [length, samples] = [0, 0];
    const decoder = new TextDecoder();
    for await (const piece of response.body ?? []) {
      if (length > 5e6 * (samples + 1)) {
        samples += 1;
        most = Math.max(most, usedMb() - before);
      }
      const text = decoder.decode(piece as Uint8Array, { stream: true });
      length += text.length;
      tail = `${tail}${text}`.slice(-200);
    }

    expect(response.status).to.equal(200);
    expect(tail).to.match(/\]\}$/);
    expect(length).to.be.greaterThan(EVENTS * 300);
    expect(samples).to.be.greaterThan(4);
    expect(most).to.be.below(MOST_MB);
  });
});
