import type { RequestHandler, Response } from "express";
import type { SeenAnswer } from "./contract.ts";

const MOUNT = "/api/v1";

/** Keeps what the router answers, as it goes out. Mount it before everything else. */
export function recordAnswers(seen: SeenAnswer[]): RequestHandler {
  return (req, res, next) => {
    const [path = ""] = req.originalUrl.split("?");
    if (!path.startsWith(`${MOUNT}/`) || req.method === "HEAD") {
      next();
      return;
    }
    const pieces: string[] = [];
    const write = res.write.bind(res) as (...given: readonly unknown[]) => boolean;
    res.write = ((...given: readonly unknown[]) => {
      pieces.push(String(given[0]));
      return write(...given);
    }) as typeof res.write;
    const end = res.end.bind(res) as (...given: readonly unknown[]) => Response;
    res.end = ((...given: readonly unknown[]) => {
      const [chunk] = given;
      const text = Buffer.isBuffer(chunk) ? chunk.toString() : typeof chunk === "string" ? chunk : pieces.join("");
      const type = String(res.getHeader("content-type") ?? "");
      seen.push({ method: req.method, path: path.slice(MOUNT.length), status: res.statusCode, type, text });
      return end(...given);
    }) as typeof res.end;
    next();
  };
}
