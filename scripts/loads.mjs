// `npm run loads -- --browser firefox --count 50`: opens the built page many times while every core is kept busy, and fails
// when one load does not find out where it computes within a time.
//
//   --browser firefox | webkit | chromium   (firefox)
//   --count N        loads (50)
//   --seconds N      the time for each (20)
//   --busy N         processes that keep cores busy (one a core)
//   --dist FOLDER    a build that is there already; without it the page is built
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const { module } = await runnerImport(fileURLToPath(new URL("./loads/main.ts", import.meta.url)), { configFile: false, logLevel: "error" });
process.exitCode = await module.main(process.argv.slice(2));
