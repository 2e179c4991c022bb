// `npm run test:browsers`: builds the page and tells the stories of e2e/browsers/ in Firefox and in WebKit.
//
//   --browser firefox | webkit | chromium   one of them; may be given several times
//   --grep WORDS                            the stories whose title contains these words
//   --built                                 the build that is there already
import { fileURLToPath } from "node:url";
import { build, runnerImport } from "vite";

const args = process.argv.slice(2);
if (!args.includes("--built")) await build({ logLevel: "error" });
const { module } = await runnerImport(fileURLToPath(new URL("../e2e/browsers/main.ts", import.meta.url)), { configFile: false, logLevel: "error" });
process.exitCode = await module.main(args.filter((one) => one !== "--built"));
