import { SallyportConfigError } from "@sallyport/core";
import { checkRedis, requireRedisCommands } from "@sallyport/redis";
import { expect } from "chai";
import { useOwnRedis } from "../support/use-redis.ts";

describe("What of a Redis server endangers sessions", () => {
  const current = useOwnRedis();

  it("is said at start: keys that may go, and nothing on disk", async () => {
    await current().configSet({ "maxmemory-policy": "allkeys-lru" });
    const bad = await checkRedis(current());
    await current().configSet({ "maxmemory-policy": "noeviction", appendonly: "yes" });

    const good = await checkRedis(current());

    expect(bad.join("\n")).to.include("maxmemory-policy").and.include("appendonly");
    expect(good).to.deep.equal([]);
  });

  it("is not asked of servers that do not say, nor of clients that can't", async () => {
    await current().sendCommand(["ACL", "SETUSER", "quiet", "on", ">pass", "~*", "+@all", "-config"]);
    const quiet = await current().duplicate({ username: "quiet", password: "pass" }).connect();

    const answers = [await checkRedis(quiet), await checkRedis({})];

    quiet.destroy();
    expect(answers).to.deep.equal([[], []]);
  });

  it("refuses to start where the scripts would be forbidden, and says what to allow", async () => {
    await current().sendCommand(["ACL", "SETUSER", "narrow", "on", ">pass", "~*", "+@read", "+@write", "+@scripting"]);
    const narrow = await current().duplicate({ username: "narrow", password: "pass" }).connect();

    const refusal: unknown = await requireRedisCommands(narrow).catch((error: unknown) => error);

    narrow.destroy();
    expect(refusal).to.be.instanceOf(SallyportConfigError).and.include({ code: "CONFIG-REDIS-FORBIDDEN" });
    expect(String(refusal)).to.include("+info");
  });

  it("finds nothing to refuse with the rights that it asks for", async () => {
    const rights = ["~*", "&*", "+@read", "+@write", "+@scripting", "+@pubsub", "+@connection", "+info", "+time"];
    await current().sendCommand(["ACL", "SETUSER", "enough", "on", ">pass", ...rights]);
    const enough = await current().duplicate({ username: "enough", password: "pass" }).connect();

    await requireRedisCommands(enough);

    enough.destroy();
  });
});
