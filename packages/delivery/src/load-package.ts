import { SallyportConfigError } from "@sallyport/core";

/**
 * Loads a package that only users of one channel need: some are large, and the optional ones may not be there.
 *
 * Throws `SallyportConfigError` (`CONFIG-PACKAGE-MISSING`) where it is not installed.
 */
export async function loadPackage<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    // One of its own dependencies may be missing instead: then the remedy would be a wrong one.
    if (!isMissing(error) || !error.message.includes(`'${name}'`)) throw error;
    throw new SallyportConfigError([
      {
        code: "CONFIG-PACKAGE-MISSING",
        option: name,
        reason: `the package ${name} is not installed`,
        remedy: `npm install ${name}`,
      },
    ]);
  }
}

function isMissing(error: unknown): error is Error {
  return error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
}
