import { text } from "../../../schema";
import { attempt } from "../attempts";
import type { Backend } from "./define";
import type { WasmFiles } from "./wasmFiles";

/** tfjs's threaded build starts at most eight threads in advance, and waits for ever when it is asked for more. */
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

/** Shared memory, which browsers give only to pages that are isolated from other origins. */
export const hasSharedMemory = (): boolean =>
  typeof SharedArrayBuffer !== "undefined" && typeof Worker !== "undefined" && globalThis.crossOriginIsolated && hasVectors();

/** The threads that are planned for this page: more than one needs shared memory. */
export const threadsHere = (): number => (hasSharedMemory() ? threadsFor(navigator.hardwareConcurrency || 1) : 1);

/** Seconds in which a first thread of tfjs's has to answer. */
const threadWithin = 5;

/**
 * tfjs starts its threads from a `blob:` address, which a page's policy may forbid: then tfjs would wait for them for
 * ever, so one is tried.
 */
async function startsFromBlob(): Promise<boolean> {
  const address = URL.createObjectURL(new Blob(["postMessage(0)"], { type: "text/javascript" }));
  let worker: Worker | null = null;
  const answer = (): Promise<boolean> =>
    new Promise((resolve) => {
      worker = new Worker(address);
      worker.addEventListener("message", () => resolve(true));
      worker.addEventListener("error", () => resolve(false));
    });
  try {
    return await attempt({ what: "backend", backend: "wasm" }, answer, threadWithin);
  } catch {
    return false;
  } finally {
    (worker as Worker | null)?.terminate();
    URL.revokeObjectURL(address);
  }
}

/** Fetches the build that will be used, so that starting it does not wait for the network. */
async function fetchBuild(where: WasmFiles, threads: number): Promise<void> {
  const name = threads > 1 ? "tfjs-backend-wasm-threaded-simd.wasm" : hasVectors() ? "tfjs-backend-wasm-simd.wasm" : "tfjs-backend-wasm.wasm";
  await (await fetch(where[name])).arrayBuffer();
}

/** What a person reads of it. */
export const wasmLabel = (threads: number): string =>
  `${hasVectors() ? "WASM SIMD" : "WASM"} · ${threads} ${threads === 1 ? "thread" : "threads"}`;

/**
 * The processor through WebAssembly, with our kernels for what tfjs lacks or does slowly.
 * `files` says where the builds are: addresses in a page, a folder in a test.
 */
export function wasm(files: () => Promise<WasmFiles | string>): Backend {
  let single = false;
  /** Threads of the start under way or the last one. */
  let threads: number | null = null;
  const planned = (): number => (single ? 1 : threadsHere());
  return {
    backend: "wasm",
    card: false,
    probe() {
      if (typeof WebAssembly === "undefined") {
        return Promise.resolve({ label: "WASM", software: false, reason: text("this browser has no WebAssembly", "此浏览器不支持 WebAssembly") });
      }
      return Promise.resolve({ label: wasmLabel(planned()), software: false });
    },
    useOneThread() {
      if (single || planned() === 1) return false;
      single = true;
      return true;
    },
    async load(tf) {
      threads = planned();
      if (threads > 1 && !(await startsFromBlob())) threads = 1;
      const [module, { registerWasmKernels }, where] = await Promise.all([
        import("@tensorflow/tfjs-backend-wasm"),
        import("../kernels"),
        files(),
      ]);
      tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", threads > 1);
      module.setWasmPaths(where);
      // tfjs counts the threads itself where there is one.
      module.setThreadsCount(threads > 1 ? threads : -1);
      registerWasmKernels();
      if (typeof where !== "string") await fetchBuild(where, threads);
    },
    label: () => Promise.resolve(wasmLabel(threads ?? planned())),
  };
}
