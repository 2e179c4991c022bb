import { getKernel, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";
import { clipKernels } from "./clipByValue";
import { conv2dBackpropKernels } from "./conv2dBackprop";
import { matMulKernels } from "./matMul";
import { maxPoolGradKernels } from "./maxPoolGrad";

/** Kernels of ours, in place of tfjs's or where it has none. */
const kernels = () => [...matMulKernels(), ...clipKernels(), ...conv2dBackpropKernels(), ...maxPoolGradKernels()];

let registered = false;

/** To be called once tfjs's wasm module is loaded and before the backend starts. */
export function registerWasmKernels(): void {
  if (registered) return;
  registered = true;
  for (const kernel of kernels()) {
    const { kernelName, backendName } = kernel;
    if (getKernel(kernelName, backendName)) unregisterKernel(kernelName, backendName);
    registerKernel(kernel);
  }
}
