import { isIP } from "node:net";
import { hintOfAddress } from "../methods/email/address.ts";
import { hintOfNumber } from "../methods/sms/number.ts";
import { maskAddress } from "../sessions/masked-address.ts";

const EMAIL = /[^\s@"'`<>(){}[\],;:=&/\\]{1,64}(?:@|%40)[\p{L}\p{N}.-]{1,255}/gu;
const IPV6 = /(?<![\w:.])[\da-fA-F:.]{2,}(?![\w:.])/g;
const IPV4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d])/g;

/** Digits, with what people put between them; a `+` or `00` in front or not. */
const PHONE = /(?<![\w.:-])(?:\+|%2B)?\(?\d(?:[\d ().\u00a0/-]{7,28})\d(?![\w:])/g;
const DATE = /^\d{4}[-/.]\d\d[-/.]\d\d|^\d\d[./]\d\d[./]\d{4}/;

/** Mail addresses and phone numbers as their owners know them: `a•••@e•••.com`, `••••77`. */
export function maskReachable(text: string): string {
  return text
    .replace(EMAIL, (address) => hintOfAddress(address.replace(/%40/, "@").replace(/\.$/, "")))
    .replace(PHONE, maskNumber);
}

/** Addresses of machines without the part that tells a household from its neighbours. */
export function maskMachines(text: string): string {
  return text
    .replace(IPV6, (run) => {
      const address = run.replace(/\.$|(?<!:):$/, "");
      return isIP(address) === 6 ? `${maskAddress(address) ?? ""}${run.slice(address.length)}` : run;
    })
    .replace(IPV4, (address) => maskAddress(address) ?? address);
}

function maskNumber(found: string): string {
  const digits = found.replace(/\D/g, "");
  if (digits.length < 9 || digits.length > 17 || DATE.test(found) || isIP(found) === 4) return found;
  return hintOfNumber(digits);
}
