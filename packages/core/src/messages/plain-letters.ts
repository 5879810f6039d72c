/**
 * Latin letters without their marks: `ş` becomes `s`. One letter outside GSM-7 (`ç`, `ğ`, `ı`, `İ`, `ş`) makes the whole
 * short message UCS-2, with room for 70 characters in the place of 160, so a Turkish code would go out, and be paid for,
 * as two or three messages that may arrive apart. Turkish banks write their short messages like this; people know it.
 * All marks go, those of `ö` and `ü` too, which GSM-7 has: words with half of their marks read worse than words with none.
 * Other scripts stay as they are.
 */
export function plainLetters(text: string): string {
  return text
    .normalize("NFC")
    .replace(/\p{Script=Latin}/gu, (letter) => (letter === "ı" ? "i" : letter.normalize("NFD").replace(/\p{M}/gu, "")))
    .replace(/[‘’]/g, "'");
}
