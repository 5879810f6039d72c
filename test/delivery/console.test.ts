import { consoleChannel } from "@sallyport/delivery";
import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { root } from "../support/repository.ts";
import { mail, NUMBER, problemsOf, sms } from "./messages.ts";

describe("consoleChannel", function () {
  this.slow(4000);

  it("keeps what was sent, newest last, until it is cleared", async () => {
    const channel = consoleChannel({ print: false });
    const { signal: _, ...kept } = sms();

    const receipt = await channel.send(sms({ signal: new AbortController().signal }));
    await channel.send(mail());

    expect(receipt).to.deep.equal({ id: sms().id, status: "sent" });
    expect(channel.outbox).to.deep.equal([kept, mail()]);
    channel.clear();
    expect(channel.outbox).to.deep.equal([]);
  });

  it("keeps no more than the limit", async () => {
    const channel = consoleChannel({ print: false, limit: 2 });

    for (const id of ["1", "2", "3"]) await channel.send(sms({ id }));

    expect(channel.outbox.map(({ id }) => id)).to.deep.equal(["2", "3"]);
  });

  it("prints a box to stderr, and nothing to stdout", () => {
    const { stdout, stderr } = run(`await consoleChannel().send(${JSON.stringify(mail())})`);

    expect(stdout).to.equal("");
    expect(stderr).to.equal(
      "┌─ console: to ada@example.test\n│ 493817 is your code\n│\n│ Acme Bank: 493817 is your code.\n└─\n",
    );
  });

  it("lets no text speak to the terminal", () => {
    const nasty = "a\u001b[2Jb\u009b31mc\rd\u202ee\u0007f\u0000";
    const message = sms({ to: `${NUMBER}\u001b]0;x\u0007`, subject: nasty, text: `${nasty}\n${nasty}` });

    const { stderr } = run(`await consoleChannel().send(${JSON.stringify(message)})`);

    expect(stderr).to.include("a\\u{1b}[2Jb\\u{9b}31mc\\u{d}d\\u{202e}e\\u{7}f\\u{0}");
    expect(stderr.replaceAll("\n", "")).to.not.match(/[\p{Cc}\p{Cf}]/u);
    expect(stderr.split("\n")).to.have.lengthOf(7);
  });

  it("prints nothing where the options say so", () => {
    expect(run(`await consoleChannel({ print: false }).send(${JSON.stringify(sms())})`).stderr).to.equal("");
  });

  it("is refused in production", async () => {
    const before = process.env["NODE_ENV"];
    process.env["NODE_ENV"] = "production";
    try {
      expect(await problemsOf(() => consoleChannel())).to.deep.equal(["CONFIG-CHANNEL-CONSOLE consoleChannel"]);
    } finally {
      if (before === undefined) delete process.env["NODE_ENV"];
      else process.env["NODE_ENV"] = before;
    }
  });
});

/** In a process of its own, since what is looked at is its output. */
function run(code: string): { readonly stdout: string; readonly stderr: string } {
  const script = `import { consoleChannel } from "@sallyport/delivery"; ${code}`;
  const args = ["--conditions=sallyport-source", "--import", "tsx", "--input-type=module", "--eval", script];
  const { NODE_ENV: _, ...env } = process.env;
  return spawnSync(process.execPath, args, { cwd: root, env, encoding: "utf8" });
}
