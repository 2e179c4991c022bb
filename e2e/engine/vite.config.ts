import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { engineKernels } from "../../scripts/site/assembly.ts";
import { isolation } from "../../scripts/site/headers.ts";
import { standaloneWasmThreads } from "../../scripts/site/plugins.ts";

/** A page with nothing but the engine, tfjs and the table of cases, for e2e/engine.spec.ts. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  plugins: [engineKernels()],
  worker: { format: "es", plugins: () => [standaloneWasmThreads(), engineKernels()] },
  preview: { headers: { ...isolation } },
  build: { target: "es2022", outDir: fileURLToPath(new URL("../../node_modules/.cache/layerloom/engine", import.meta.url)), emptyOutDir: true, chunkSizeWarningLimit: 5_000 },
});
