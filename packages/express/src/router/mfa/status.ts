import type { Route } from "../route.ts";

/** `GET /mfa/status` */
export const status: Route = ({ req }) => req.mfa.status();
