// `npm run bench`: times our engine beside others in one headless Chromium, prints a table and writes bench.json.
//
//   npm run bench                          everything, about a quarter of an hour on two cores
//   npm run bench -- --only tiny-2d,page   some workloads; bench.json keeps the others
//   npm run bench -- --engines layerloom-webgl,tfjs-webgl   some engines against each other; writes nothing
//   npm run bench -- --gpu no              without the graphics card, which is used where there is one; "yes" insists on it
//   npm run bench -- --smoke               sizes of seconds: do all engines run, and do they learn the same? Writes nothing
//   npm run bench -- --readme              writes the README's table from bench.json, without measuring
//
// Node 20 reads no TypeScript; Vite, which is here anyway, does.
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const { module } = await runnerImport(fileURLToPath(new URL("./bench/main.ts", import.meta.url)), { configFile: false, logLevel: "error" });
process.exitCode = await module.main(process.argv.slice(2));
