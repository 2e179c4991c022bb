// `npm run test:all`: everything that can be checked. `npm test`, the end-to-end tests that take long, the stories in Firefox and
// in WebKit, the exchange of files with real Keras, and the size of the first load. Every part runs, also after one that failed;
// the last lines say how each went.
//
//   --again   the stories of a browser that failed are told a second time, and the last lines say so
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stories = (/** @type {string} */ browser) => ["scripts/browsers.mjs", "--built", "--browser", browser];

/** Each part uses the build that the ones before it left. */
const parts = [
  { name: "npm test", command: ["scripts/test.mjs"] },
  { name: "long end-to-end tests", command: ["scripts/test.mjs", "e2e", "--grep", "@long"] },
  { name: "first load", command: ["scripts/measureLoad.mjs", "--built"] },
  { name: "firefox", command: stories("firefox"), again: true },
  { name: "webkit", command: stories("webkit"), again: true },
  { name: "exchange with Keras", command: ["scripts/interop/run.mjs"] },
];

/**
 * Runs a part in view of the person and listens for the lines that count.
 * @param {string[]} command
 * @returns {Promise<{ status: number, counts: string[], leftOut: string | undefined }>}
 */
function run(command) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (/** @type {Buffer} */ text) => {
      process.stdout.write(text);
      said += text;
    });
    child.once("close", (code) => {
      const lines = said.split("\n");
      resolve({
        status: code ?? 1,
        // The stories' own lines, and Playwright's, which are of Chromium.
        counts: lines.filter((line) => /^(chromium|firefox|webkit): \d+ passed, \d+ failed$/.test(line) || /^ +\d+ (passed|failed)\b/.test(line)).map((line) => line.replace(/^ +/, "chromium: ")),
        leftOut: lines.find((line) => line.startsWith("Not checked: ")),
      });
    });
  });
}

const summary = [];
const counts = [];
let failed = false;
for (const { name, command, again } of parts) {
  const start = performance.now();
  console.log(`\n── ${name}`);
  let { status, counts: found, leftOut } = await run(command);
  counts.push(...found);
  if (status !== 0 && again && process.argv.includes("--again")) {
    counts.push(`${name}: once more`);
    ({ status, counts: found, leftOut } = await run(command));
    counts.push(...found);
  }
  if (status !== 0) failed = true;
  const verdict = status !== 0 ? "failed" : leftOut ? "left out" : "passed";
  summary.push(`${verdict.padEnd(8)} ${name} (${((performance.now() - start) / 1000).toFixed(0)} s)${leftOut ? `: ${leftOut}` : ""}`);
}
console.log(`\n── all\n${[...summary, ...counts].join("\n")}`);
process.exitCode = failed ? 1 : 0;
