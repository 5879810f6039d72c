import { expect } from "chai";
import { somebody, type Answer, type Cluster, type Jar } from "../../support/cluster.ts";
import { isIn, listedIds, onFourProcesses, signIn, type SignedIn } from "../../support/four-processes.ts";

const LOGINS = 50;
const CHAINS = 10;
/** Sign-ins that must have been answered before everything is ended, so that some are early and some under way. */
const EARLY = 10;

onFourProcesses("Sessions that race", (running, { rounds, revocations }) => {
  it(`are five at most after ${LOGINS} parallel sign-ins, and listed one by one (${rounds} rounds)`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const id = somebody();
      const jars = Array.from({ length: LOGINS }, (_, index) => running().jar(index));

      const signedIn = await Promise.all(jars.map((jar) => signIn(jar, id)));

      const isComplete = signedIn.every(({ answer }) => answer.status === 200);
      const granted = await whoIsIn(signedIn);
      expect(granted.length).to.be.within(isComplete ? 5 : 1, 5);
      expect(await listedIds(granted[0]!.jar)).to.have.members(granted.map(({ sessionId }) => sessionId));
    }
  });

  it(`are over for every process once one has ended them (${revocations} times)`, async () => {
    const chains = Array.from({ length: CHAINS }, () => revokeAgainAndAgain(running(), revocations / CHAINS));

    const grants = await Promise.all(chains);

    for (const { before, after } of grants)
      expect({ before, after }).to.deep.equal({ before: (3 * revocations) / CHAINS, after: 0 });
  });

  it(`don't outlive an end of all, unless they are listed (${rounds} rounds)`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const id = `many-${somebody()}`;
      const [owner, late] = [running().jar(0), running().jar(1)];
      await signIn(owner, id);

      const { early, others, answer } = await endAllAmongSignIns(running(), { id, owner });

      expect([answer.status, early.length >= EARLY, others.length > 0]).to.deep.equal([200, true, true]);
      expect([await isIn(owner), await whoIsIn(early)]).to.deep.equal([false, []]);
      const { sessionId } = await signIn(late, id);
      const granted = (await whoIsIn(others)).map((each) => each.sessionId);
      expect(await listedIds(late)).to.have.members([...granted, sessionId]);
    }
  });
});

/** Those who are let in, each at another process than the one that signed them in. */
async function whoIsIn(signedIn: readonly SignedIn[]): Promise<readonly SignedIn[]> {
  const answers = await Promise.all(signedIn.map(({ jar }, index) => isIn(jar.at(index + 1))));
  return signedIn.filter((_, index) => answers[index]);
}

/** How often sessions were let in at the three other processes, before and after the first one has ended them. */
async function revokeAgainAndAgain(cluster: Cluster, times: number): Promise<{ before: number; after: number }> {
  const id = somebody();
  const owner = cluster.jar(0);
  await signIn(owner, id);
  const grants = { before: 0, after: 0 };
  for (let count = 0; count < times; count += 1) {
    const { jar, sessionId } = await signIn(cluster.jar(1 + (count % 3)), id);
    const grantsNow = async (): Promise<number> =>
      (await Promise.all([1, 2, 3].map((process) => isIn(jar.at(process))))).filter(Boolean).length;

    grants.before += await grantsNow();
    const ended = await owner.delete(`/api/v1/sessions/${sessionId}`);
    expect(ended.status).to.equal(200);
    grants.after += await grantsNow();
  }
  return grants;
}

interface EndedAll {
  /** Signed in before the call to end everything was sent. */
  readonly early: readonly SignedIn[];
  readonly others: readonly SignedIn[];
  readonly answer: Answer;
}

/** Ends all sessions of somebody while sign-ins of theirs are on the way. */
async function endAllAmongSignIns(cluster: Cluster, { id, owner }: { id: string; owner: Jar }): Promise<EndedAll> {
  const early: SignedIn[] = [];
  const others: SignedIn[] = [];
  let isSent = false;
  let signingIn: readonly Promise<void>[] = [];
  await new Promise<void>((enough) => {
    signingIn = Array.from({ length: LOGINS }, async (_, index) => {
      const signedIn = await signIn(cluster.jar(index), id);
      (isSent ? others : early).push(signedIn);
      if (early.length === EARLY) enough();
    });
  });
  isSent = true;
  const answer = await owner.post("/api/v1/sessions/invalidate-all", { includeCurrent: true });
  await Promise.all(signingIn);
  return { early, others, answer };
}
