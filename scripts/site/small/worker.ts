import { shared } from "./shared";

/*! @license Made up: a comment of the kind that bundlers keep. */
Object.assign(globalThis, { shared, library: () => import("h5wasm"), late: () => import("./late") });
