import { expect } from "chai";
import { randomBytes } from "node:crypto";
import { keyedPerson } from "../../support/keys.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { CEREMONIES, CEREMONIES_APP } from "./ceremonies.ts";

onEveryStack(
  "The challenge of",
  (current) => {
    for (const { name, open } of CEREMONIES.slice(1))
      it(`${name} is gone with an answer of a key that nobody knows`, async () => {
        const ceremony = await open(current(), await keyedPerson(current()));
        const id = randomBytes(32).toString("base64url");
        const wrong = ceremony.sign({ json: (response) => ({ ...response, id, rawId: id }) });

        const answers = [await ceremony.send(wrong), await ceremony.send(ceremony.sign())];

        expect(answers.map(({ status }) => status)).to.deep.equal([401, 401]);
        expect(await ceremony.isGranted()).to.equal(false);
      });

    for (const { name, open } of CEREMONIES) {
      it(`${name} is random, and long enough`, async () => {
        const person = await keyedPerson(current());

        const challenges = [await open(current(), person), await open(current(), person)].map(
          ({ challenge }) => challenge,
        );

        expect(new Set(challenges).size).to.equal(2);
        for (const each of challenges) expect(Buffer.from(each, "base64url")).to.have.lengthOf(32);
      });

      it(`${name} is good for one answer`, async () => {
        const ceremony = await open(current(), await keyedPerson(current()));
        const response = ceremony.sign();

        const answers = [await ceremony.send(response), await ceremony.send(response)];

        expect(answers.map(({ status }) => status)).to.deep.equal([200, 401]);
        expect(await ceremony.isGranted()).to.equal(true);
      });

      it(`${name} is good for one of 20 answers at once`, async () => {
        const ceremony = await open(current(), await keyedPerson(current()));
        const response = ceremony.sign();

        const answers = await Promise.all(Array.from({ length: 20 }, () => ceremony.send(response)));

        const statuses = answers.map(({ status }) => status);
        expect(statuses.filter((status) => status === 200)).to.have.lengthOf(1);
        expect(statuses.filter((status) => status !== 200 && status !== 401)).to.deep.equal([]);
      });

      it(`${name} is over after five minutes`, async () => {
        const ceremony = await open(current(), await keyedPerson(current()));
        const response = ceremony.sign();
        current().clock.travel(301);

        const answer = await ceremony.send(response);

        expect(answer.status, JSON.stringify(answer.body)).to.equal(401);
        expect(await ceremony.isGranted()).to.equal(false);
      });

      it(`${name} is gone with an answer that is wrong`, async () => {
        const ceremony = await open(current(), await keyedPerson(current()));
        const wrong = ceremony.sign({ clientData: (fields) => ({ ...fields, origin: "https://evil.example" }) });

        const answers = [await ceremony.send(wrong), await ceremony.send(ceremony.sign())];

        expect(answers.map(({ status }) => status)).to.deep.equal([401, 401]);
        expect(await ceremony.isGranted()).to.equal(false);
      });

      it(`${name} is none the worse for an answer that is none`, async () => {
        const ceremony = await open(current(), await keyedPerson(current()));

        const answers = [
          await ceremony.send({ id: "nonsense" }),
          await ceremony.send(ceremony.sign({ json: (response) => ({ ...response, type: "password" }) })),
          await ceremony.send(ceremony.sign()),
        ];

        expect(answers.map(({ status }) => status)).to.deep.equal([400, 400, 200]);
        expect(await ceremony.isGranted()).to.equal(true);
      });
    }
  },
  CEREMONIES_APP,
);
