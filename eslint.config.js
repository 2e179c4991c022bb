import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

/* House rules that a syntax tree shows. Those that need the import graph are in scripts/house/. */

const messages = ["CallExpression[callee.property.name='postMessage']", "CallExpression[callee.name='postMessage']"].map(
  (selector) => ({ selector, message: "Messages go through src/training/channel.ts." }),
);

const tests = [
  {
    selector: "CallExpression[callee.object.name=/^(test|it|describe)$/][callee.property.name=/^(skip|only|fixme|todo|fails)$/]",
    message: "A test that does not run proves nothing.",
  },
  {
    selector: "CallExpression[callee.property.name='waitForTimeout']",
    message: "Wait for what the page shows, not for the clock.",
  },
];

/** Sentences come from src/i18n/words or from a kind's `text(en, zh)`. */
const words = [
  {
    // The page's name, and the languages each by its own.
    selector: "JSXText[value=/[A-Za-z\\u4e00-\\u9fff]{2,}/]:not([value=/^\\s*(Layerloom|EN|中文)\\s*$/])",
    message: "Words of the page go through t() or useText().",
  },
  {
    selector: "JSXAttribute[name.name=/^(aria-label|aria-description|aria-roledescription|title|placeholder|alt|label)$/] > Literal[value=/[A-Za-z]{2,}/]",
    message: "Words of the page go through t() or useText().",
  },
];

/** The time of day without `Date.now`, see `no-restricted-properties` below. */
const clock = [{ selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: "Stored times come from timestamp() in src/schema; wait and measure with performance.now()." }];

/** The channel itself, and places whose messages never reach the worker. */
const mayPost = [
  "src/training/channel.ts",
  // A message to itself, which yields to the event loop even in a background tab.
  "src/datasets/files/pause.ts",
  // One tab tells the others that the library has changed.
  "src/storage/*.ts",
];

export default defineConfig(
  // AssemblyScript looks like TypeScript and is another language; its own compiler checks it.
  globalIgnores(["src/training/worker/engine/assembly/", "dist/", "public/", "node_modules/", "test-results/", "playwright-report/", "coverage/", ".cache/", ".venv/"]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", destructuredArrayIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-non-null-assertion": "off",
      // A method may owe a promise to its interface.
      "@typescript-eslint/require-await": "off",
      // Registries widen their kinds to `any` values on purpose (src/layers/index.ts); `any` itself may not be written elsewhere.
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      // Objects here are closures without a `this`; their types are written with method signatures.
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
    },
  },
  { files: ["src/*.tsx", "src/{ui,views,i18n,store}/**/*.{ts,tsx}"], ...reactHooks.configs.flat["recommended-latest"] },
  {
    files: ["src/**/*.{ts,tsx}", "e2e/**/*.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "Randomness is a seeded argument: see src/random." },
        { object: "Date", property: "now", message: "A person can set this clock. Wait and measure with performance.now(); stored times come from timestamp() in src/schema." },
      ],
      "no-restricted-syntax": ["error", ...messages, ...tests, ...words, ...clock],
    },
  },
  { files: mayPost, rules: { "no-restricted-syntax": ["error", ...tests, ...clock] } },
  // tsc checks these files too, and knows what Node and a page have.
  { files: ["scripts/**/*.mjs", "**/*.js"], rules: { "no-undef": "off" } },
);
