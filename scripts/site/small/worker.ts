import { zlibSync } from "fflate";

/*! @license Made up: a comment of the kind that bundlers keep. */
Object.assign(globalThis, { zlibSync, library: () => import("h5wasm") });
