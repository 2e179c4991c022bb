import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { engineKernels } from "../../scripts/site/assembly.ts";
import { isolation } from "../../scripts/site/headers.ts";
import { standaloneWasmThreads } from "../../scripts/site/plugins.ts";

/** The bench's own site: isolated, so that every engine may have threads, and without a policy that could hinder one. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  plugins: [engineKernels()],
  // tfjs's threads die in a minified build without this.
  worker: { format: "es", plugins: () => [standaloneWasmThreads(), engineKernels()] },
  preview: { headers: { ...isolation } },
  build: {
    target: "es2022",
    emptyOutDir: true,
    chunkSizeWarningLimit: 5_000,
  },
});
