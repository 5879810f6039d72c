import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  globalIgnores(["**/dist/", "**/node_modules/", "coverage/", "artifacts/", "**/.sallyport/"]),
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: ["error", "always"],
      "max-depth": ["error", 3],
      "no-console": "error",
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      // `import { type A }` still loads the file; `import type { A }` does not.
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      // Store ports are asynchronous for the sake of databases; the ones in memory have nothing to wait for.
      "@typescript-eslint/require-await": "off",
      // `_` says that a parameter is there for its position only: Express counts the parameters of an error handler.
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
      // `[...text]` walks over code points, and what is walked over here is ASCII: codes, keys, Base32.
      "@typescript-eslint/no-misused-spread": ["error", { allow: ["string"] }],
      // Everything is a closure: no function of ours reads `this`, so an interface's methods may be handed on by name.
      "@typescript-eslint/unbound-method": "off",
      // A callback of the app may be synchronous or not: `void | Promise<void>`, as Express handlers are.
      "@typescript-eslint/no-invalid-void-type": "off",
      // A number reads well in a message. Everything else still has to say how it becomes text.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      // chai asserts with properties: `expect(session).to.be.undefined`.
      "@typescript-eslint/no-unused-expressions": "off",
      // Only a test knows what it has put there itself.
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  {
    files: ["test/**/*.ts", "examples/**/*.ts", "bench/**/*.ts"],
    rules: {
      // Express 5 awaits handlers and catches what they throw; the types of `express` still say `void`.
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { arguments: false } }],
      // Express types `req.body` as `any`, supertest `response.body`. Examples leave the checking to Sallyport, and in a
      // test the assertion is the check.
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
    },
  },
  {
    files: ["examples/**", "bench/**", "**/*.{js,mjs,cjs}"],
    // These talk to a person at a terminal.
    rules: { "no-console": "off" },
  },
);
