import type { Route } from "../route.ts";

/** `GET /mfa/status` */
export const status: Route = ({ suite, subject }) => suite.status(subject());
