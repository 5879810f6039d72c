import { expect } from "chai";
import { once } from "node:events";
import { request as send, type IncomingMessage } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import type { Test } from "supertest";
import type { TestApp } from "../../support/app.ts";
import type { Browser } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";
import {
  FORM_PARSERS,
  HERE,
  keptAs,
  resumed,
  routesAboveParsers,
  routesBelowJson,
  tiredPerson,
  type Seen,
} from "./keeping-app.ts";

const FORM = "application/x-www-form-urlencoded";
const LIMIT = 64 * 1024;

/** As browsers send them, and as the extended parser alone understands them. */
const FORMS = [
  "a=1&b=x%20y+z&c=%C3%BC%26%3D",
  "tag=a&tag=b&tag=",
  "one%5B%5D=1&list[]=a&list[]=b",
  "to[iban]=DE1&to[name][]=Ü",
];

onEveryStack(
  "A request that is kept",
  (current) => {
    for (const parser of Object.keys(FORM_PARSERS))
      for (const place of ["read", "unread"])
        it(`has the fields that its form had (${parser}, ${place} before the guard)`, async () => {
          const browser = await tiredPerson(current());
          for (const form of FORMS) {
            const post = (): Test => browser.agent.post(`/${place}/${parser}`).type(FORM).set(HERE).send(form);
            const answer = await resumed(browser, post());
            const again = await post();

            expect(answer.body.body, form).to.deep.equal(again.body.body).and.not.deep.equal({});
            expect(answer.body.type).to.equal(FORM);
            current().clock.travel(301);
          }
        });

    it("has the text that it had", async () => {
      const browser = await tiredPerson(current());

      for (const place of ["read", "unread"]) {
        const post = browser.agent.post(`/${place}/text`).type("text/plain; charset=utf-8").set(HERE).send("zwölf\n");
        expect((await resumed(browser, post)).body).to.include({ type: "text/plain; charset=utf-8", body: "zwölf\n" });
        current().clock.travel(301);
      }
    });

    it("has the bytes that it had, where they were read as bytes or not at all", async () => {
      const browser = await tiredPerson(current());
      const json = '{"n": 12345678901234567890, "n": 1.50}';

      for (const path of ["/unread/json", "/read/raw"]) {
        const refused = browser.agent.post(path).type("application/json").send(json);
        const answer = await resumed(browser, refused);
        expect(answer.body.body).to.deep.equal(path === "/unread/json" ? { n: 1.5 } : bufferOf(json));
        current().clock.travel(301);
      }
    });

    for (const path of ["/unread/json", "/json"])
      it(`has up to 64 KiB (${path})`, async () => {
        const browser = await tiredPerson(current());
        const filled = (bytes: number): object => ({ a: "x".repeat(bytes - '{"a":""}'.length) });

        const exact = await resumed(browser, browser.post(path, filled(LIMIT)));
        current().clock.travel(301);
        const over = await browser.post(path, filled(LIMIT + 1));

        expect(exact.body.body.a).to.have.lengthOf(LIMIT - 8);
        expect(over.body.code).to.equal("ERR-MFA-STEP-UP-REQUIRED");
        expect(over.body).not.to.have.property("resume");
      });

    for (const [type, body] of [
      ["multipart/form-data; boundary=x", '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'],
      ["application/octet-stream", "\u0000\u0001"],
      ["application/xml", "<a/>"],
    ] as const)
      it(`is none of ${type}: the refusal is as without`, async () => {
        const browser = await tiredPerson(current());

        for (const path of ["/json", "/read/raw"]) {
          const answer = await browser.agent.post(path).type(type).set(HERE).send(body);
          expect([answer.status, answer.body.code]).to.deep.equal([401, "ERR-MFA-STEP-UP-REQUIRED"]);
          expect(answer.body).not.to.have.property("resume");
        }
      });

    it("is none that is compressed and unread, or whose text nobody can tell from JSON", async () => {
      const browser = await tiredPerson(current());
      const zipped = gzipSync('{"a":1}');

      const unread = await browser.agent
        .post("/unread/json")
        .set({ "Content-Type": "application/json", "Content-Encoding": "gzip" })
        .serialize(() => zipped as unknown as string)
        .send({});
      const read = await browser.agent.post("/read/loose").type("application/json").send('"{}"');

      for (const { body } of [unread, read]) expect(body).to.include({ code: "ERR-MFA-STEP-UP-REQUIRED" });
      for (const { body } of [unread, read]) expect(body).not.to.have.property("resume");
    });

    for (const type of [FORM, "application/json"])
      it(`is none that is no ${type} any more`, async () => {
        const browser = await tiredPerson(current());

        const answer = await browser.agent
          .post("/read/changed")
          .type(type)
          .set(HERE)
          .send(type === FORM ? "a=1" : "{}");

        expect(answer.body).to.include({ code: "ERR-MFA-STEP-UP-REQUIRED" }).and.not.have.property("resume");
      });

    it("is none to another address than a path of this site", async () => {
      const browser = await tiredPerson(current());

      const answer = await rawPost(current(), { path: "http://evil.example/unread/json", browser });

      expect(answer).to.include({ code: "ERR-MFA-STEP-UP-REQUIRED" }).and.not.have.property("resume");
    });

    it("may be without a body, announced or not", async () => {
      const browser = await tiredPerson(current());

      const ids = [
        keptAs(await browser.agent.post("/json").set({ "Content-Length": "0", ...HERE })),
        keptAs(await browser.agent.post("/json").set({ "Content-Length": "0", "Content-Type": "application/json" })),
      ];
      await browser.verify();
      const answers = [await browser.api("resume", { id: ids[0] }), await browser.api("resume", { id: ids[1] })];

      expect(answers.map(({ body }) => (body as Seen).type)).to.deep.equal([null, "application/json"]);
    });

    it("is refused without waiting for a body that does not end", async () => {
      const browser = await tiredPerson(current());

      const answer = await rawPost(current(), { path: "/unread/json", browser, isEndless: true });

      expect(answer.code).to.equal("ERR-MFA-STEP-UP-REQUIRED");
      expect(answer).not.to.have.property("resume");
    });
    it("leaves its connection open for the next one, however much of it was not read", async () => {
      const browser = await tiredPerson(current());

      const answers = await bothAnswers(current(), browser);

      expect(answers)
        .to.match(/^HTTP\/1.1 401 /)
        .and.include('{"stage":"anonymous"}');
    });
  },
  { middlewares: [routesAboveParsers()], routes: routesBelowJson },
);

function bufferOf(text: string): object {
  return JSON.parse(JSON.stringify(Buffer.from(text))) as object;
}

/** As no client library would send it: to any address, and without an end to its body. */
async function rawPost(
  { server }: TestApp,
  sent: { path: string; browser: Browser; isEndless?: boolean },
): Promise<{ readonly code?: string }> {
  const { path, browser, isEndless = false } = sent;
  const { port } = server.address() as AddressInfo;
  const headers = { Cookie: browser.cookie(), "Content-Type": "application/json" };
  const sending = send({ port, path, method: "POST", headers });
  if (isEndless) sending.write("x".repeat(LIMIT + 1));
  else sending.end("{}");
  const [answer] = (await once(sending, "response")) as [IncomingMessage];
  const text = Buffer.concat((await answer.toArray()) as Buffer[]).toString();
  sending.destroy();
  return JSON.parse(text) as { code?: string };
}

/** A body of a megabyte without a length, and another request behind it. */
async function bothAnswers({ server }: TestApp, browser: Browser): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1");
  const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
  socket.write(`POST /unread/json HTTP/1.1\r\nHost: localhost\r\nCookie: ${browser.cookie()}\r\n`);
  socket.write(`Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(16)}0\r\n\r\n`);
  socket.write("GET /open HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  return Buffer.concat((await socket.toArray()) as Buffer[]).toString();
}
