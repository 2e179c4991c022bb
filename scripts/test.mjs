import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { needBrowser } from "./browser.mjs";

/**
 * The whole test: types, lint, unit tests (the rules of the house are among them), build, end-to-end tests. Every stage
 * says what it runs and how long it took; the first that fails ends it, so that the last lines are that runner's own.
 *
 *   node scripts/test.mjs              everything but the end-to-end tests that are tagged @long
 *   node scripts/test.mjs e2e [args]   the build and the end-to-end tests; args go to Playwright
 */

const [only, ...rest] = process.argv.slice(2);
const began = performance.now();
const seconds = (/** @type {number} */ since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** @param {string} line */
const tell = (line) => console.log(`  ${line}`);

/**
 * Runs a tool of node_modules with this very Node; ends the process when it fails.
 * @param {string} stage
 * @param {string[]} command the tool's file under node_modules, and its arguments
 * @param {Record<string, string>} [environment]
 */
function run(stage, [file = "", ...args], environment = {}) {
  const start = performance.now();
  console.log(`\n── ${stage}`);
  const tool = fileURLToPath(new URL(`../node_modules/${file}`, import.meta.url));
  const { status, signal } = spawnSync(process.execPath, [tool, ...args], {
    stdio: ["ignore", "inherit", "inherit"],
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, ...environment },
  });
  if (status !== 0) {
    console.error(`\n── ${stage} failed after ${seconds(start)}${signal === null ? "" : ` (${signal})`}`);
    process.exit(status ?? 1);
  }
  return `${stage} ${seconds(start)}`;
}

const times = [];
if (only === undefined) {
  times.push(run("types", ["typescript/bin/tsc", "--noEmit"]));
  times.push(run("lint", ["eslint/bin/eslint.js", ".", "--max-warnings", "0"]));
  times.push(run("unit tests", ["vitest/vitest.mjs", "run"]));
} else if (only !== "e2e") {
  console.error(`There is no stage "${only}": call it without arguments, or with e2e.`);
  process.exit(2);
}
times.push(run("build", ["vite/bin/vite.js", "build"]));

console.log("\n── browser");
const start = performance.now();
const browser = await needBrowser(tell);
tell(browser);
times.push(`browser ${seconds(start)}`);

console.log(`\nSo far ${seconds(began)}: ${times.join(", ")}.`);
// Those that take long are in `npm run test:all`.
const chosen = rest.length ? rest : ["--grep-invert", "@long"];
run("end-to-end tests", ["@playwright/test/cli.js", "test", ...chosen], { CHROMIUM_PATH: browser });
