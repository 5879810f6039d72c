/** The few types of DER (X.690) that a certificate is made of. */
const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Tag, length, content. */
export function der(tag: keyof typeof TAG | number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([typeof tag === "number" ? tag : TAG[tag], ...lengthOf(body.length)]), body]);
}

/** The bytes of a small number in base 256, at least one, and never with the sign bit set. */
export function integer(value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt32BE(value, 1);
  const first = bytes.findIndex((byte, index) => byte !== 0 || index === 4);
  const start = (bytes[first] ?? 0) >= 0x80 ? first - 1 : first;
  return der("integer", bytes.subarray(start));
}

/** `2.5.4.3`: the first two arcs in one byte, then base 128. */
export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  return der("oid", Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

export function utcTime(date: Date): Buffer {
  const digits = date.toISOString().replace(/\D/g, "");
  return der("utcTime", Buffer.from(`${digits.slice(2, 14)}Z`));
}

function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

function base128(arc: number): readonly number[] {
  const digits = [arc & 0x7f];
  for (let rest = arc >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}
