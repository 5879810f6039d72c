export type { TestBrowser } from "./in-process.ts";
export { loginAs, type LoggedIn, type LoginOptions } from "./login-as.ts";
export { refuseProduction } from "./refuse-production.ts";
export { signInAs, type BegunSignIn } from "./sign-in-as.ts";
