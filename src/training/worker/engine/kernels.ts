import { kernelModules } from "virtual:engine-kernels";

/** The exports of assembly/index.ts. */
export interface Kernels {
  /** Runs a program as one of `threads` threads. */
  run(program: number, records: number, thread: number, threads: number, control: number, scratch: number): void;
  /** Bytes of scratch that one thread needs. */
  scratchBytes(): number;
  /** Where the kernels' constants end. */
  heapBase(): number;
}

/** A module of one function with a relaxed multiply-add: valid where the browser has relaxed SIMD. As wasm-feature-detect does it. */
const relaxedModule = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2, 253, 15, 253, 128, 2, 11,
);

export const hasRelaxedSimd = (): boolean => typeof WebAssembly !== "undefined" && WebAssembly.validate(relaxedModule);

const compiled = new Map<string, Promise<WebAssembly.Module>>();

/** The kernels for this machine: with fused multiply-add where it is there, with shared memory where threads are wanted. */
export function kernelModule(shared: boolean, relaxed = hasRelaxedSimd()): Promise<WebAssembly.Module> {
  const name = `${relaxed ? "relaxed" : "plain"}${shared ? "Shared" : ""}` as const;
  let module = compiled.get(name);
  if (!module) {
    const bytes = Uint8Array.from(atob(kernelModules[name]), (character) => character.charCodeAt(0));
    module = WebAssembly.compile(bytes);
    compiled.set(name, module);
  }
  return module;
}

export async function startKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Promise<Kernels> {
  const abort = (): never => {
    throw new Error("a kernel failed");
  };
  const { exports } = await WebAssembly.instantiate(module, { env: { memory, abort } });
  const kernels = exports as unknown as Kernels;
  if (kernels.heapBase() > 65_536) throw new Error("the kernels' constants outgrew their page");
  return kernels;
}
