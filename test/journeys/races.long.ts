import { expect } from "chai";
import { codeFor, wrongCodeFor } from "../support/authenticator.ts";
import { somebody, startCluster, type Answer, type Cluster, type Jar } from "../support/cluster.ts";
import { postgresDatabase, type TestDatabase } from "../support/databases.ts";
import { redisUrl } from "../support/redis-servers.ts";
import { enroll } from "../support/four-processes.ts";
import { requireServer } from "../support/require-server.ts";

describe("Four processes on one PostgreSQL and one Redis", function () {
  this.timeout(120_000);
  let database: TestDatabase | undefined;
  let cluster: Cluster | undefined;

  before(async function () {
    database = requireServer(this, "PostgreSQL", await postgresDatabase());
    const redis = requireServer(this, "Redis", await redisUrl());
    cluster = await startCluster({ processes: 4, databaseUrl: database.url ?? "", redisUrl: redis });
  });
  after(async () => {
    await cluster?.close();
    await database?.close();
  });

  const running = (): Cluster => cluster ?? expect.fail("the processes did not start");

  async function pendingJars(id: string, count: number): Promise<Jar[]> {
    const jars = Array.from({ length: count }, (_, index) => running().jar(index));
    await inLots(jars, (jar) => jar.post(`/login/${id}`));
    return jars;
  }

  async function pendingJar(id: string): Promise<Jar> {
    return (await pendingJars(id, 1))[0] ?? expect.fail("no jar");
  }

  async function grants(jars: readonly Jar[]): Promise<number> {
    const answers = await inLots(jars, (jar, index) => jar.at(index + 1).get("/protected"));
    return answers.filter(({ status }) => status === 200).length;
  }

  const next = (url: string): string => codeFor(url, new Date(Date.now() + 30_000));

  for (let round = 1; round <= 5; round += 1)
    it(`let one of 100 parallel submissions of one code in (round ${String(round)})`, async () => {
      const { id, url } = await enroll(running());
      const jars = await pendingJars(id, 100);
      const code = next(url);

      const answers = await Promise.all(jars.map((jar) => jar.post("/api/v1/mfa/verify", { method: "totp", code })));

      expect(answers.filter(({ status }) => status === 200)).to.have.lengthOf(1);
      expect(await grants(jars)).to.equal(1);
    });

  it("let a code sign in or step up, not both", async () => {
    const { id, url, jar } = await enroll(running());
    const pending = await pendingJar(id);
    const code = next(url);

    const answers = await Promise.all(
      [jar, pending].map((each) => each.post("/api/v1/mfa/verify", { method: "totp", code })),
    );

    expect(answers.map((answer) => answer.status).sort()).to.deep.equal([200, 401]);
  });

  it("let one of 100 parallel submissions of one backup code in, and nine are left", async () => {
    const { id, jar, backupCodes } = await enroll(running());
    const jars = await pendingJars(id, 100);

    const answers = await Promise.all(
      jars.map((each) => each.post("/api/v1/mfa/verify/backup", { code: backupCodes[0] })),
    );

    const { body } = await jar.get("/api/v1/mfa/status");
    expect(answers.filter(({ status }) => status === 200)).to.have.lengthOf(1);
    expect(await grants(jars)).to.equal(1);
    expect(body["backupCodes"]).to.include({ remaining: 9 });
  });

  it("look at five of 100 parallel guesses at one pending sign-in", async () => {
    const { id, url } = await enroll(running());
    const jar = await pendingJar(id);
    const code = wrongCodeFor(url, new Date());

    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => jar.at(index).post("/api/v1/mfa/verify", { method: "totp", code })),
    );

    const codes = answers.map((answer) => answer.body["code"]);
    expect(codes.filter((each) => each === "ERR-MFA-INVALID")).to.have.lengthOf(5);
    expect(codes.filter((each) => each !== "ERR-MFA-INVALID" && each !== "ERR-MFA-RATE-LIMITED")).to.satisfy(onlyDead);
  });

  it("let the right one among 99 wrong guesses in about as often as chance has it", async () => {
    let granted = 0;
    for (let round = 0; round < 40; round += 1) {
      const { id, url } = await enroll(running());
      const jars = await pendingJars(id, 100);
      const wrong = wrongCodeFor(url, new Date());
      const right = Math.floor(Math.random() * jars.length);
      const answers = await Promise.all(
        jars.map((jar, index) =>
          jar.post("/api/v1/mfa/verify", { method: "totp", code: index === right ? next(url) : wrong }),
        ),
      );
      granted += answers.filter(({ status }) => status === 200).length;
    }

    // 5 of 100 guesses are looked at: two grants in 40 rounds on average, and 10 or more once in some 30 000 runs.
    expect(granted).to.be.below(10);
  });

  it("make one session of one pending sign-in, whoever of its copies comes first", async () => {
    const { id, url } = await enroll(running());
    const jar = await pendingJar(id);
    const copies = Array.from({ length: 50 }, (_, index) => jar.at(index));
    const code = next(url);

    const answers = await Promise.all(copies.map((copy) => copy.post("/api/v1/mfa/verify", { method: "totp", code })));

    const sessions = new Set(copies.filter((_, index) => answers[index]?.status === 200).map((copy) => copy.cookie()));
    expect(sessions.size).to.equal(1);
  });

  it("make one method of one set-up that is confirmed in parallel", async () => {
    const id = somebody();
    const jar = running().jar(0);
    await jar.post(`/login/${id}`);
    const url = String((await jar.post("/api/v1/mfa/setup/totp")).body["otpauthUrl"]);
    const code = codeFor(url, new Date());

    const answers = await Promise.all(
      [0, 1, 2, 3].map((index) => jar.at(index).post("/api/v1/mfa/verify/totp", { code })),
    );

    const withCodes = answers.filter(({ body }: Answer) => Array.isArray(body["backupCodes"]));
    expect(withCodes).to.have.lengthOf(1);
  });
});

describe("Four processes that start at once on an empty database", function () {
  this.timeout(60_000);

  it("all come up, on one set of tables", async function () {
    const database = requireServer(this, "PostgreSQL", await postgresDatabase({ isEmpty: true }));
    const redis = requireServer(this, "Redis", await redisUrl());

    const cluster = await startCluster({ processes: 4, databaseUrl: database.url ?? "", redisUrl: redis });

    const [rows] = await database.sequelize.query("SELECT count(*)::int AS steps FROM mfa_migrations");
    expect((rows as { steps: number }[])[0]?.steps).to.be.greaterThan(0);
    await cluster.close();
    await database.close();
  });
});

/** What is not looked at is refused as a pending sign-in that is out of tries. */
function onlyDead(codes: readonly unknown[]): boolean {
  return codes.every(
    (code) => code === "ERR-MFA-CHALLENGE-INVALID" || code === "ERR-UNAUTHENTICATED" || code === "ERR-UNAVAILABLE",
  );
}

/** Prepares many things without becoming the bottleneck that the race is meant to find. */
async function inLots<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += 20)
    results.push(
      ...(await Promise.all(items.slice(start, start + 20).map((item, offset) => work(item, start + offset)))),
    );
  return results;
}
