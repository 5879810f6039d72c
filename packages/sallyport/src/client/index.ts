export { createClient, type Client, type ClientOptions } from "./create-client.ts";
export { ProblemError, type Problem, type ProblemCode } from "./problem-error.ts";
export type { Calls } from "./types.ts";
