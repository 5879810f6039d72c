import { expect } from "chai";
import { safeRequestId } from "../../../packages/core/src/redact/request-id.ts";

const TOKEN = "S2vYxVnPz0rKq7m4bTtWcJ1uHdG9eLfA5iNsZo3XyEk";

describe("The id of a request", () => {
  for (const id of [
    ...[
      "01920000-1111-7222-8333-444455556666",
      "4bf92f3577b34da6a3ce929d0e0e4736",
      "edge-7f/3",
      "Root=1-67891233-abcdef012345678912345678",
    ],
    ...[
      "V1StGXR8_Z5jdHi6B-myT",
      "req-1",
      "8d1a3c5e7f9b2d4a-FRA",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    ],
  ])
    it(`is kept as ${id}`, () => {
      expect(safeRequestId(id)).to.equal(id);
    });

  for (const id of [
    TOKEN,
    `${TOKEN.slice(0, 22)}.${TOKEN}`,
    `id=${TOKEN}`,
    "eyJhbGciOiJ9.eyJzdWIi.x",
    "123456",
    "0ABCD-1WXYZ",
    "a b",
    "",
    "x".repeat(129),
  ])
    it(`is dropped as ${JSON.stringify(id).slice(0, 60)}`, () => {
      expect(safeRequestId(id)).to.equal(undefined);
    });
});
