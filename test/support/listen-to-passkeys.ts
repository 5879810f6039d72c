/**
 * Runs in each page, before its scripts: notes down on its root element what the browser is asked and told, which it is all
 * the same.
 */
export const LISTEN = `
  const note = (name, value) => document.documentElement.setAttribute("data-" + name, value);
  const get = navigator.credentials.get.bind(navigator.credentials);
  navigator.credentials.get = (options) => {
    note("asked", options.mediation ?? "modal");
    return get(options);
  };
  for (const name of ["signalAllAcceptedCredentials", "signalCurrentUserDetails"]) {
    const tell = PublicKeyCredential[name].bind(PublicKeyCredential);
    PublicKeyCredential[name] = (signal) => tell(signal).then(() => note(name, JSON.stringify(signal)));
  }`;
