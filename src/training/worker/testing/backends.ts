import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { cpu } from "../backends/cpu";
import { wasm } from "../backends/wasm";
import { tf, type Tensor } from "../tf";

/** tfjs's WebAssembly builds on disk, for tests in Node. */
const folder = join(dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm/package.json")), "dist/");

export const wasmOnDisk = wasm(() => Promise.resolve(folder));
export const nodeBackends = [wasmOnDisk, cpu] as const;

/** Loads the backends that run in Node, and makes one of them tfjs's own. */
export async function startInNode(backend: "wasm" | "cpu"): Promise<void> {
  // Node is where the tests run; tfjs's advice to install its Node build does not apply to them.
  tf.env().set("PROD", true);
  await Promise.all(nodeBackends.map((one) => one.load(tf)));
  if (!(await tf.setBackend(backend))) throw new Error(`${backend} did not start`);
}

/** Runs the same computation on a backend and reads its results. */
export async function valuesOn(backend: "wasm" | "cpu", compute: () => readonly Tensor[]): Promise<number[][]> {
  await tf.setBackend(backend);
  const results = tf.tidy(() => [...compute()]);
  const values = results.map((tensor) => [...(tensor.dataSync() as Float32Array)]);
  tf.dispose(results);
  return values;
}
