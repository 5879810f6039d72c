export { systemClock, type Clock, type RandomSource } from "./clock.ts";
export {
  MfaError,
  SallyportConfigError,
  errorStatus,
  type ConfigProblem,
  type ErrorCode,
  type ErrorMembers,
} from "./errors.ts";
export type * from "./protocol.ts";
export type * from "./stores/ports.ts";
