// npm run data -- cifar-10 --from <folder, archive or URL>
// Node 20 reads no TypeScript; Vite, which is here anyway, does.
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const { module } = await runnerImport(fileURLToPath(new URL("./data/main.ts", import.meta.url)), { configFile: false, logLevel: "error" });
process.exitCode = await module.main(process.argv.slice(2));
