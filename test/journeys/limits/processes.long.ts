import { expect } from "chai";
import { someAddress } from "../../support/addresses.ts";
import { wrongCodeFor } from "../../support/authenticator.ts";
import type { Answer, Cluster, Jar } from "../../support/cluster.ts";
import { enroll, onFourProcesses } from "../../support/four-processes.ts";

const GUESSES = 100;

onFourProcesses("Guesses at one person", (running) => {
  it("over four processes, addresses, browsers and entry points are five before the first wait", async () => {
    const { id, url } = await enroll(running());
    const wrong = wrongCodeFor(url, new Date());
    const jars = await pendingJars(running(), { id, count: GUESSES });
    const guesses = [
      (jar: Jar) => jar.post("/api/v1/mfa/verify", { method: "totp", code: wrong }),
      (jar: Jar) => jar.post("/api/v1/mfa/verify/backup", { code: "00000-00000" }),
      (jar: Jar) => jar.post("/verify", { method: "totp", code: wrong }),
    ];

    const answers = await Promise.all(
      jars.map((jar, index) => guesses[index % guesses.length]!(jar.at(index + 1).from(someAddress()))),
    );

    const codes = answers.map((answer) => answer.body["code"]);
    expect(codes.filter((code) => code === "ERR-MFA-INVALID")).to.have.lengthOf(5);
    expect(codes.filter((code) => code === "ERR-MFA-RATE-LIMITED")).to.have.lengthOf(GUESSES - 5);
  });

  it("from one address are 30 a minute, however many people they are for", async () => {
    const address = someAddress();
    const guess = (index: number): Promise<Answer> =>
      running().jar(index).from(address).post("/limited/verify", { method: "totp", code: "000000" });

    const answers = await Promise.all(Array.from({ length: GUESSES }, (_, index) => guess(index)));

    const looked = answers.filter(({ status }) => status === 401);
    expect(looked).to.have.lengthOf(30);
    expect(answers.filter(({ status }) => status === 429)).to.have.lengthOf(GUESSES - 30);
  });
});

async function pendingJars(cluster: Cluster, { id, count }: { id: string; count: number }): Promise<Jar[]> {
  const jars = Array.from({ length: count }, (_, index) => cluster.jar(index));
  for (let start = 0; start < jars.length; start += 20)
    await Promise.all(jars.slice(start, start + 20).map((jar) => jar.post(`/login/${id}`)));
  return jars;
}
