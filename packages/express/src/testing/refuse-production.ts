/** What opens doors in tests must not be there where people are: whoever can call it signs in as anybody. */
export function refuseProduction(name: string): void {
  if (process.env["NODE_ENV"] !== "production") return;
  throw new Error(
    `${name} of sallyport/testing is for tests alone, and NODE_ENV is "production". ` +
      "Import sallyport/testing from test files only, and run them with NODE_ENV=test.",
  );
}
