import type { Request, Response } from "express";
import { pipeline, Readable } from "node:stream";
import { stateOf } from "./request-state.ts";

/** Is this a text that comes in pieces? */
export function isPieces(body: unknown): body is AsyncIterable<string> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}

/**
 * Sends a JSON document that is made while it goes out, no faster than the client takes it. What fails on the way cuts the
 * connection: half a document must not look like a whole one.
 */
export function sendPieces(req: Request, res: Response, pieces: AsyncIterable<string>): void {
  const { logger } = stateOf(req, "mfaRouter").suite.settings;
  res.setHeader("Cache-Control", "no-store");
  res.setHeader("Content-Type", "application/json; charset=utf-8");
  if (req.method === "HEAD") {
    res.end();
    return;
  }
  pipeline(Readable.from(pieces), res, (error) => {
    if (error && error.code !== "ERR_STREAM_PREMATURE_CLOSE")
      logger.error("an answer was cut off", { error: String(error) });
  });
}
