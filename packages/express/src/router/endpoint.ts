import type { ErrorCode } from "@sallyport/core";
import type { Request, Response } from "express";
import type { z } from "zod";

/** What a handler works with: the request, and what was read out of it. */
export interface Call<Param extends string, Query, Body> {
  readonly req: Request;
  /** For a status other than 200. */
  readonly res: Response;
  /** The named parts of the path, checked. */
  readonly params: Readonly<Record<Param, string>>;
  readonly query: Query;
  readonly body: Body;
}

/** One call of the router, in types of its own. */
interface EndpointOf<Answer, Returned, Param extends string, Query extends z.ZodType, Body extends z.ZodType> {
  /** What programs call it (`operationId`); no two are the same. */
  readonly id: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** The named parts of the path. One that can't be what it stands for is answered like one that is not there. */
  readonly params?: Readonly<Record<Param, z.ZodType<string>>>;
  /** What stands behind the question mark. Says itself whether what it does not understand is left aside, or refused. */
  readonly query?: Query;
  readonly body?: Body;
  /** The same as a form, where pages send one. */
  readonly form?: z.ZodType<z.output<Body>>;
  /** What it answers. Instants are `Date` here and ISO 8601 on the wire. */
  readonly answer: Answer;
  /** Of an answer that is no JSON: a text, which is sent as it is. */
  readonly mediaType?: `text/${string}`;
  /** With which statuses. Default 200. `default`: whatever the app answers. */
  readonly statuses?: readonly (number | "default")[];
  /** What it refuses with, beside what every call of such a caller, path and body may be refused with (openapi/refusals.ts). */
  readonly refusals?: readonly ErrorCode[];
  /**
   * What it returns is the answer, or the text of one that may be too long for the memory, in pieces; what it throws is a
   * problem document.
   */
  handle(call: Call<Param, z.output<Query>, z.output<Body>>): Promise<Returned | AsyncIterable<string>>;
}

/**
 * A call of the router: what the table in mfa-router.ts holds. Its schemas check what comes in, and they are what
 * `GET /openapi.json` shows: there is no second copy of them.
 */
export type Endpoint = EndpointOf<z.ZodType, unknown, string, z.ZodType, z.ZodType>;

/** Holds a handler against the schemas beside it: what it is given and what it returns is what they say. */
export function endpoint<
  Answer extends z.ZodType,
  const Returned extends z.output<Answer>,
  Param extends string = never,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
>(parts: EndpointOf<Answer, Returned, Param, Query, Body>): Endpoint {
  return parts;
}
