/** Where Sallyport says what an operator should know. pino, winston and `console` fit after a one-line wrap. */
export interface Logger {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** One line of JSON each on standard error, so that a field with a line break can't forge a second entry. */
export const consoleLogger: Logger = {
  info: (message, fields) => {
    write("info", message, fields);
  },
  warn: (message, fields) => {
    write("warn", message, fields);
  },
  error: (message, fields) => {
    write("error", message, fields);
  },
};

function write(level: string, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
  process.stderr.write(
    `${JSON.stringify({ time: new Date().toISOString(), level, name: "sallyport", message, ...fields })}\n`,
  );
}
