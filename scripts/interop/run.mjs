// Do Keras and Layerloom open each other's files?
//
//   node scripts/interop/run.mjs                        both directions, with current Keras; and what the end-to-end
//                                                       tests downloaded, where they have run
//   node scripts/interop/run.mjs --keras 3.6.0          with another version
//   node scripts/interop/run.mjs --backend numpy        without JAX: no fit
//   node scripts/interop/run.mjs --check-download DIR   model.keras, model.h5, x.npy, classes.npy (and scores.npy) in DIR:
//                                                       does Keras put every sample in the same class?
//   --require                                           fail, too, where Python or a package cannot be had
//
// Exits with 1 when a check fails. Without Python it says so and exits with 0, unless --require is given.
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { createServer } from "vite";
import { pythonWithKeras, root, Unavailable } from "./python.mjs";

const { values: options } = parseArgs({
  options: {
    keras: { type: "string", default: "" },
    backend: { type: "string", default: "jax" },
    "check-download": { type: "string" },
    require: { type: "boolean", default: false },
  },
});

const tolerance = 1e-5;
/** Where e2e/cifar.spec.ts leaves the model that it downloaded. */
const downloaded = join(root, ".cache/interop/download");
let passed = 0;
let failed = 0;

/**
 * @param {string} title
 * @param {string[]} failures
 */
function report(title, failures, figures = "") {
  if (failures.length) failed++;
  else passed++;
  console.log(`${failures.length ? "✗" : "✓"} ${title}${figures ? `  ${figures}` : ""}`);
  for (const failure of failures) console.log(`    ${failure}`);
}

/** @param {number} value */
const small = (value) => (value === 0 ? "0" : value.toExponential(1));

/** @typedef {ReturnType<typeof pythonWithKeras>} Python */

/** @param {Python} python */
async function bothDirections(python) {
  const folder = join(root, ".cache/interop", `models-${options.keras || "current"}-${options.backend}`);
  rmSync(folder, { recursive: true, force: true });
  for (const name of ["ours", "theirs"]) mkdirSync(join(folder, name), { recursive: true });
  // Vite runs the page's own TypeScript in Node.
  const server = await createServer({ root, configFile: false, appType: "custom", logLevel: "error", server: { middlewareMode: true, ws: false, watch: null }, optimizeDeps: { noDiscovery: true } });
  try {
    const { writeOurs } = await server.ssrLoadModule("/scripts/interop/ours.ts");
    const written = await writeOurs(join(folder, "ours"));
    const recipe = written[0];
    for (const kind of Object.keys(recipe.bytes)) console.log(`  recipe as ${kind}: ${recipe.bytes[kind].toLocaleString("en")} bytes in ${Math.round(recipe.milliseconds[kind])} ms`);

    const [about, ...cases] = python.run("check_ours.py", join(folder, "ours"));
    console.log(`\nKeras ${about.keras} on ${about.backend} opens what Layerloom wrote${about.fit ? "" : " (NumPy cannot fit: not checked)"}`);
    for (const { case: name, differences, figures, failures } of cases) {
      const most = Math.max(0, ...Object.values(differences));
      const figure = Math.max(0, ...Object.values(figures));
      report(name, failures, `predictions ${small(most)}, figures ${small(figure)}`);
    }
    if (cases.length !== written.length) report("cases", [`${cases.length} of ${written.length} were checked`]);

    python.run("write_theirs.py", join(folder, "theirs"));
    const { readTheirs } = await server.ssrLoadModule("/scripts/interop/theirs.ts");
    console.log(`\nLayerloom opens what Keras ${about.keras} wrote`);
    for (const { file, difference, failures } of await readTheirs(join(folder, "theirs"))) {
      const apart = difference <= tolerance ? [] : [`predictions differ by ${difference}`];
      report(file, [...failures, ...apart], `predictions ${small(difference)}`);
    }
  } finally {
    await server.close();
  }
}

/**
 * @param {Python} python
 * @param {string} folder
 */
function download(python, folder) {
  const [about, ...files] = python.run("check_download.py", folder);
  console.log(`Keras ${about.keras} on ${about.backend} and the downloaded model`);
  for (const { file, same, samples, difference, failures } of files) {
    report(file, failures, `${same ?? 0} of ${samples} in the same class${difference === undefined ? "" : `, outputs ${small(difference)}`}`);
  }
}

try {
  const python = pythonWithKeras(options);
  if (options["check-download"]) download(python, resolve(options["check-download"]));
  else {
    await bothDirections(python);
    console.log("");
    if (existsSync(join(downloaded, "classes.npy"))) download(python, downloaded);
    else console.log("No model downloaded by the end-to-end tests is here: npm run test:e2e -- cifar makes one.");
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
} catch (thrown) {
  if (!(thrown instanceof Unavailable)) throw thrown;
  console.log(`Not checked: ${thrown.message}.`);
  process.exitCode = options.require ? 1 : 0;
}
