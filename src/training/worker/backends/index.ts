import type { Backend } from "./define";
import { cpu } from "./cpu";
import { wasm } from "./wasm";
import { webgl } from "./webgl";
import { webgpu } from "./webgpu";

/** Every backend, best first. */
export const backends: readonly Backend[] = [
  webgpu,
  webgl,
  wasm(() => import("./wasmFiles").then(({ wasmFiles }) => wasmFiles)),
  cpu,
];

export type { Backend, Probe } from "./define";
export { Device } from "./device";
