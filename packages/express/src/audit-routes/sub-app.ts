import type { Layer } from "./layer.ts";

/** Whether a layer is what `app.use(path, subApp)` leaves in the stack: a closure of Express over the other app. */
export function isSubApp({ name }: Layer): boolean {
  return name === "mounted_app";
}

/**
 * The app behind the closure. There is no way to it but to call it: before anything of the app's own runs, Express makes
 * the request one of that app's, and the prototype that it sets says which. By then the request has lost its address,
 * with which both routers give up at once, so that no handler of the app is ever reached.
 *
 * @returns No app where Express never came so far: one of Express 4 `isEmpty` then, or it is no app at all.
 */
export function openSubApp({ handle }: Layer): { readonly app: unknown } | { readonly isEmpty: boolean } {
  const nobody = { request: {}, response: {} };
  const request: { url: string | undefined } & Record<string, unknown> = {
    url: "/",
    method: "GET",
    headers: {},
    query: {},
    app: nobody,
  };
  let found: { readonly app: unknown } | undefined;
  let isPassedOn = false;
  const probe = new Proxy(request, {
    setPrototypeOf(target, prototype: { readonly app?: unknown }) {
      // On the way out the request becomes one of the outer app's again.
      if (prototype !== nobody.request) found ??= { app: prototype.app };
      target.url = undefined;
      return true;
    },
  });

  try {
    handle(probe, { setHeader: () => undefined }, () => {
      isPassedOn = true;
    });
  } catch {
    // Not what we took it for: the caller says that it could not look inside.
  }
  return found ?? { isEmpty: isPassedOn };
}
