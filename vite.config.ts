import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { engineKernels } from "./scripts/site/assembly.ts";
import { isolation, siteHeaders } from "./scripts/site/headers.ts";
import { notices } from "./scripts/site/notices.ts";
import { hdf5InWorkerOnly, headersOnEveryAnswer, policyInPage, standaloneWasmThreads, vegaEmbedForTfjsVis } from "./scripts/site/plugins.ts";
import { workerEntryApart } from "./scripts/site/workerEntry.ts";

/** Whether there is a screen to open a browser on, and somebody in front of it. */
function somebodyIsThere(): boolean {
  const { CI, SSH_CONNECTION, SSH_TTY, DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (CI || SSH_CONNECTION || SSH_TTY || !process.stdout.isTTY) return false;
  return process.platform === "win32" || process.platform === "darwin" || Boolean(DISPLAY ?? WAYLAND_DISPLAY);
}

/** Licences are in one file, so that no script repeats them: of tfjs they are more than half. */
const output = { comments: { legal: false } };
const licences = notices();

export default defineConfig(({ mode }) => ({
  // Relative addresses, so that a build works from any folder of a static host.
  base: "./",
  // "plain" is a host that sets no headers at all; the page has to work there too.
  plugins: [vegaEmbedForTfjsVis(), engineKernels(), react(), hdf5InWorkerOnly(), policyInPage(), licences.write(), headersOnEveryAnswer({ served: isolation, previewed: mode === "plain" ? {} : siteHeaders })],
  worker: { format: "es", plugins: () => [standaloneWasmThreads(), engineKernels(), licences.collect(), workerEntryApart()], rolldownOptions: { output } },
  // The workers too: what is first found while the page runs has the development server load the page anew, in mid-run.
  optimizeDeps: {
    entries: ["index.html", "src/training/worker/main.ts", "src/models/worker.ts"],
    rolldownOptions: { plugins: [vegaEmbedForTfjsVis()] },
  },
  server: { open: somebodyIsThere() },
  build: {
    target: "es2022",
    // One file of styles (55 kB) in the first load. A file per part would be asked for once only: where that failed, the part would open bare.
    cssCodeSplit: false,
    // The worker holds all of tfjs (1.5 MB), a chart all of Vega, and a Keras file all of HDF5 (4 MB): each is loaded when needed.
    chunkSizeWarningLimit: 5_000,
    rolldownOptions: { output },
  },
  test: { include: ["{src,scripts}/**/*.test.{ts,tsx}"] },
}));
