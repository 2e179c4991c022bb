import { createElement } from "react";

// As the page does: it lists what could load HDF5, and a worker does load it.
const library = () => import("h5wasm");

/*! @license Made up: a comment of the kind that bundlers keep. */
Object.assign(globalThis, {
  page: createElement("p"),
  library,
  worker: () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
});
