import type { LimitAlgorithm } from "../../counter-store.ts";
import type { Algorithm } from "./algorithm.ts";
import { fixedWindow } from "./fixed-window.ts";
import { slidingWindow } from "./sliding-window.ts";
import { tokenBucket } from "./token-bucket.ts";

export const algorithms: Readonly<Record<LimitAlgorithm, Algorithm>> = {
  "fixed-window": fixedWindow,
  "sliding-window": slidingWindow,
  "token-bucket": tokenBucket,
};
