import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { KernelConfig, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs-core";

/** What tfjs hands to a kernel of the wasm backend. */
export interface KernelCall {
  readonly inputs: NamedTensorInfoMap;
  readonly attrs: NamedAttrMap;
  readonly backend: BackendWasm;
}

/** Wraps a kernel for the wasm backend in the form in which tfjs takes it. */
export const wasmKernel = (
  kernelName: string,
  run: (call: KernelCall) => TensorInfo | TensorInfo[],
  setupFunc?: KernelConfig["setupFunc"],
): KernelConfig => ({
  kernelName,
  backendName: "wasm",
  kernelFunc: (call) => run(call as unknown as KernelCall),
  ...(setupFunc ? { setupFunc } : {}),
});

/**
 * The numbers of a float32 tensor where they lie in the backend's memory. Valid until the next allocation, which may
 * move the whole memory: make all outputs first, then take the views.
 */
export function numbersOf(backend: BackendWasm, tensor: TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(tensor) as Float32Array;
}
