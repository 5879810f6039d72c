import type { AuthenticationSpoil, RegistrationSpoil, Spoil } from "sallyport/testing";

/** What a case does to an answer. */
export type Malformed<Kind extends object> = Readonly<Record<string, Kind>>;

type Json = Record<string, unknown> & { readonly id: string; readonly response: Record<string, unknown> };

/** The JSON of an answer, changed. */
export function json(change: (response: Json) => unknown): { readonly json: (response: object) => unknown } {
  return { json: (response) => change(response as Json) };
}

export function outer(changes: object): ReturnType<typeof json> {
  return json((response) => ({ ...response, ...changes }));
}

export function inner(changes: object): ReturnType<typeof json> {
  return json((response) => ({ ...response, response: { ...response.response, ...changes } }));
}

/** One member of `response`, from what it was. */
function changed(member: string, change: (text: string) => unknown): ReturnType<typeof json> {
  return json((response) => ({
    ...response,
    response: { ...response.response, [member]: change(String(response.response[member])) },
  }));
}

const text = (value: string): Spoil => ({ clientDataBytes: () => new Uint8Array(Buffer.from(value)) });
const fields = (change: (given: object) => object): Spoil => ({ clientData: change });

/** What is no bytes in base64url, for a member that must be some. */
export function notBytes(member: string): Malformed<ReturnType<typeof json>> {
  return {
    [`no ${member}`]: inner({ [member]: undefined }),
    [`${member}: null`]: inner({ [member]: null }),
    [`${member}: a number`]: inner({ [member]: 1 }),
    [`${member}: an array`]: inner({ [member]: ["AAAA"] }),
    [`${member}: an object`]: inner({ [member]: { AAAA: "AAAA" } }),
    [`${member}: an empty string`]: inner({ [member]: "" }),
    [`${member}: with padding`]: changed(member, (value) => `${value}=`),
    [`${member}: in standard base64`]: changed(member, (value) => `+/${value}`),
    [`${member}: with a space`]: changed(member, (value) => ` ${value}`),
    [`${member}: with a line break at its end`]: changed(member, (value) => `${value}\n`),
    [`${member}: with a character too many`]: changed(member, (value) => `${value}AAAAA`.slice(0, -(value.length % 4))),
    [`${member}: with a character of another script`]: changed(member, (value) => `${value}ａ`),
  };
}

/** What both kinds of answers have. */
export const MALFORMED: Malformed<AuthenticationSpoil & RegistrationSpoil> = {
  "an empty object": json(() => ({})),
  "an object in its own prototype": json((response) => JSON.parse(`{"__proto__":${JSON.stringify(response)}}`)),
  "no id": outer({ id: undefined }),
  "id: null": outer({ id: null }),
  "id: an empty string": outer({ id: "", rawId: "" }),
  "id: a number": outer({ id: 1, rawId: 1 }),
  "id: in standard base64": json((response) => ({ ...response, id: `${response.id}==`, rawId: `${response.id}==` })),
  "another rawId": outer({ rawId: "AAAA" }),
  "no rawId": outer({ rawId: undefined }),
  "no type": outer({ type: undefined }),
  "type: Public-Key": outer({ type: "Public-Key" }),
  "type: an array": outer({ type: ["public-key"] }),
  "authenticatorAttachment: a number": outer({ authenticatorAttachment: 1 }),
  "clientExtensionResults: a string": outer({ clientExtensionResults: "none" }),
  "clientExtensionResults: an array": outer({ clientExtensionResults: [] }),
  "no response": outer({ response: undefined }),
  "response: null": outer({ response: null }),
  "response: an array": outer({ response: [] }),
  "response: a string": outer({ response: "AAAA" }),
  "response: an empty object": outer({ response: {} }),
  ...notBytes("clientDataJSON"),
  "clientDataJSON: no JSON": text("not json"),
  "clientDataJSON: nothing": text(" "),
  "clientDataJSON: an array": text("[]"),
  "clientDataJSON: null": text("null"),
  "clientDataJSON: a string": text('"webauthn.get"'),
  "clientDataJSON: a number": text("1"),
  "clientDataJSON: 3000 levels deep": text(`{"type":${"[".repeat(3000)}${"]".repeat(3000)}}`),
  "clientDataJSON: with something behind it": {
    clientDataBytes: (bytes) => new Uint8Array(Buffer.concat([bytes, Buffer.from("{}")])),
  },
  "clientDataJSON: cut off": { clientDataBytes: (bytes) => bytes.slice(0, -1) },
  "clientDataJSON: no UTF-8": {
    clientDataBytes: (bytes) => bytes.map((byte, at) => (at === bytes.indexOf(0x68) ? 0xff : byte)),
  },
  "clientDataJSON: no type": fields((given) => ({ ...given, type: undefined })),
  "clientDataJSON: type a number": fields((given) => ({ ...given, type: 1 })),
  "clientDataJSON: no challenge": fields((given) => ({ ...given, challenge: undefined })),
  "clientDataJSON: challenge null": fields((given) => ({ ...given, challenge: null })),
  "clientDataJSON: challenge empty": fields((given) => ({ ...given, challenge: "" })),
  "clientDataJSON: challenge in standard base64": fields((given) => ({ ...given, challenge: "+/+/+/==" })),
  "clientDataJSON: no origin": fields((given) => ({ ...given, origin: undefined })),
  "clientDataJSON: origin an array": fields((given) => ({ ...given, origin: ["http://localhost"] })),
  "clientDataJSON: crossOrigin a string": fields((given) => ({ ...given, crossOrigin: "false" })),
  "clientDataJSON: crossOrigin null": fields((given) => ({ ...given, crossOrigin: null })),
  "clientDataJSON: topOrigin an object": fields((given) => ({ ...given, topOrigin: {} })),
  "authenticator data: nothing but the hash": { authenticatorDataBytes: (bytes) => bytes.slice(0, 32) },
  "authenticator data: 36 bytes": { authenticatorDataBytes: (bytes) => bytes.slice(0, 36) },
  "authenticator data: bytes behind the end": {
    authenticatorData: (given) => ({ ...given, trailing: new Uint8Array([0]) }),
  },
  "authenticator data: extensions that are not there": {
    authenticatorData: (given) => ({ ...given, flags: { ...given.flags, ed: true } }),
  },
  "authenticator data: extensions that nobody has announced": {
    authenticatorData: (given) => ({ ...given, extensions: new Uint8Array([0xa0]) }),
  },
  "authenticator data: extensions cut off": {
    authenticatorData: (given) => ({
      ...{ ...given, flags: { ...given.flags, ed: true } },
      extensions: new Uint8Array([0xa1, 0x61]),
    }),
  },
};
