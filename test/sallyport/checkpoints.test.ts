import { expect } from "chai";
import { createSallyport, type AuditCheckpoint, type Logger, type Sallyport } from "sallyport";
import { scheduleCheckpoints } from "../../packages/sallyport/src/schedule-checkpoints.ts";
import { SECRET } from "../support/app.ts";
import { worksWithin } from "../support/until.ts";
import { createUsers } from "../support/users.ts";

/** Every 20 milliseconds. */
const OFTEN = 20 / 60_000;

describe("Checkpoints of the audit trail", function () {
  this.timeout(60_000);

  let mfa: Sallyport;
  let lines: { readonly message: string; readonly fields?: Readonly<Record<string, unknown>> | undefined }[];
  let taken: AuditCheckpoint[];
  let store: (checkpoint: AuditCheckpoint) => void;

  const log: Logger["info"] = (message, fields) => void lines.push({ message, fields });
  const logger: Logger = { info: log, warn: log, error: log };

  before(async () => {
    lines = [];
    mfa = await createSallyport({
      ...{ issuer: "Acme Bank", origin: "http://localhost", secret: SECRET, users: createUsers(), dataDir: ":memory:" },
      audit: {
        onCheckpoint: (checkpoint) => {
          store(checkpoint);
        },
      },
      logger,
    });
    await mfa.record({ type: "policy_changed" });
  });
  beforeEach(() => {
    [lines, taken, store] = [[], [], (checkpoint) => void taken.push(checkpoint)];
  });
  after(() => mfa.close());

  /** As it runs by itself, but for the time between two. */
  async function runs(audit: Partial<Sallyport["settings"]["audit"]>, isDone: () => boolean): Promise<boolean> {
    const settings = { ...mfa.settings, audit: { ...mfa.settings.audit, ...audit } };
    const stop = scheduleCheckpoints({ ...mfa, settings }, logger);
    return worksWithin(10, () => Promise.resolve(isDone())).finally(stop);
  }

  it("are handed over and logged, from time to time, and verify", async () => {
    await runs({ checkpointMinutes: OFTEN }, () => taken.length >= 2);

    const [checkpoint] = taken;
    expect(checkpoint && (await mfa.audit.verify({ checkpoint }))).to.include({ ok: true });
    expect(lines[0]).to.deep.equal({ message: "audit checkpoint", fields: { checkpoint } });
  });

  it("that can't be stored are told of in the log, and the next one is taken", async () => {
    store = () => {
      throw new Error("the bucket is full");
    };

    const told = (): number => lines.filter(({ message }) => message.includes("not taken or not stored")).length;
    await runs({ checkpointMinutes: OFTEN }, () => told() >= 2);

    expect(JSON.stringify(lines)).to.include("the bucket is full");
  });

  it("are not taken where nothing is written, or where they are not wanted", async () => {
    const wishes = [
      { checkpointMinutes: OFTEN, enabled: false },
      { checkpointMinutes: 0, enabled: true },
    ];

    const begun = performance.now();
    await Promise.all(wishes.map((audit) => runs(audit, () => performance.now() > begun + 200)));

    expect([taken, lines]).to.deep.equal([[], []]);
  });
});
