/** A command was called wrongly; the message says what to do instead. */
export class Misuse extends Error {}
