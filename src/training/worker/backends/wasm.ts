import { text } from "../../../schema";
import { tf } from "../tf";
import type { Backend } from "./define";
import type { WasmFiles } from "./wasmFiles";

/** tfjs's threaded build makes eight threads in advance and waits for ever when asked for more. */
const mostThreads = 8;

/**
 * Threads for the mathematics: one core is left to the page where there are enough. The fused engine uses all of them,
 * tfjs's own build at most half the cores.
 */
export const threadsFor = (cores: number): number => Math.max(1, Math.min(mostThreads, cores > 2 ? cores - 1 : cores));

/** A module whose only function uses a vector: valid where SIMD is there. As in GoogleChromeLabs/wasm-feature-detect. */
const vectorModule = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11);

/** False too where there is no WebAssembly at all. */
export const hasVectors = (): boolean => typeof WebAssembly !== "undefined" && WebAssembly.validate(vectorModule);

/**
 * Threads need shared memory, which browsers give only to pages that are isolated from other origins, and they start
 * from a `blob:` address, which a page's policy may forbid: then tfjs would wait for them for ever, so one is tried.
 */
async function hasThreads(): Promise<boolean> {
  if (typeof SharedArrayBuffer === "undefined" || typeof Worker === "undefined" || !globalThis.crossOriginIsolated) return false;
  if (!hasVectors()) return false;
  const address = URL.createObjectURL(new Blob(["postMessage(0)"], { type: "text/javascript" }));
  try {
    const worker = new Worker(address);
    const runs = await new Promise<boolean>((resolve) => {
      worker.onmessage = () => resolve(true);
      worker.onerror = () => resolve(false);
    });
    worker.terminate();
    return runs;
  } catch {
    return false;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** What a person reads of it. */
export const wasmLabel = (threads: number): string =>
  `${hasVectors() ? "WASM SIMD" : "WASM"} · ${threads} ${threads === 1 ? "thread" : "threads"}`;

/**
 * The processor through WebAssembly, with our kernels for what tfjs lacks or does slowly.
 * `files` says where the builds are: addresses in a page, a folder in a test.
 */
export function wasm(files: () => Promise<WasmFiles | string>): Backend {
  let threads: Promise<number> | null = null;
  const planned = (): Promise<number> =>
    (threads ??= hasThreads().then((can) => (can ? threadsFor(navigator.hardwareConcurrency || 1) : 1)));
  return {
    backend: "wasm",
    queued: false,
    async probe() {
      if (typeof WebAssembly === "undefined") {
        return { label: "WASM", software: false, reason: text("this browser has no WebAssembly", "此浏览器不支持 WebAssembly") };
      }
      return { label: wasmLabel(await planned()), software: false };
    },
    async load() {
      const [module, { registerWasmKernels }, where, count] = await Promise.all([
        import("@tensorflow/tfjs-backend-wasm"),
        import("../kernels"),
        files(),
        planned(),
      ]);
      tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", count > 1);
      module.setWasmPaths(where);
      if (count > 1) module.setThreadsCount(count);
      registerWasmKernels();
    },
  };
}
