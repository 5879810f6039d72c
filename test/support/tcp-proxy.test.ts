import { expect } from "chai";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";
import { worksWithin } from "./until.ts";

describe("startTcpProxy", () => {
  let echo: Server | undefined;
  let proxy: TcpProxy | undefined;
  let client: Socket | undefined;
  let heard = "";

  async function open(): Promise<Socket> {
    const socket = connect(proxy?.port ?? 0, "127.0.0.1");
    socket.on("error", () => undefined).on("data", (bytes) => (heard += bytes.toString()));
    await new Promise((resolve) => socket.once("connect", resolve).once("close", resolve));
    return socket;
  }

  beforeEach(async () => {
    heard = "";
    echo = createServer((socket) => socket.on("error", () => undefined).pipe(socket)).listen(0, "127.0.0.1");
    await once(echo, "listening");
    proxy = await startTcpProxy({ targetPort: (echo.address() as AddressInfo).port });
    client = await open();
    client.write("one ");
    await once(client, "data");
  });
  afterEach(async () => {
    client?.destroy();
    await proxy?.stop();
    echo?.close();
  });

  it("ends all connections when cut, refuses new ones, and takes them again when healed", async () => {
    const ended = once(client ?? expect.fail(), "close");

    await proxy?.cut();
    await ended;
    const refused = await open();
    await proxy?.heal();
    client = await open();
    client.write("two");
    await once(client, "data");

    expect([refused.destroyed, heard]).to.deep.equal([true, "one two"]);
  });

  it("passes nothing while frozen, on old connections and new ones, and all of it when healed", async () => {
    proxy?.freeze();
    const other = await open();
    client?.write("two ");
    other.write("two ");
    await sleep(100);
    const whileFrozen = [heard, client?.destroyed, other.destroyed];

    await proxy?.heal();
    await worksWithin(5, () => Promise.resolve(heard === "one two two "));
    const later = await open();
    later.write("three");
    await worksWithin(5, () => Promise.resolve(heard.endsWith("three")));

    later.destroy();
    other.destroy();
    expect(whileFrozen).to.deep.equal(["one ", false, false]);
    expect(heard).to.equal("one two two three");
  });
});
