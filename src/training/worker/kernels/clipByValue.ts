import { ClipByValue, type ClipByValueAttrs, type KernelConfig, type TensorInfo } from "@tensorflow/tfjs-core";
import { numbersOf, wasmKernel, type KernelCall } from "./heap";

/**
 * Keeps values between two bounds, and NaN as NaN. tfjs's own turns NaN into the lower bound, so that a run whose weights
 * are lost would go on with a loss of 16.12 instead of saying so.
 */
function clip({ inputs, attrs, backend }: KernelCall): TensorInfo {
  const x = inputs.x!;
  const { clipValueMin: least, clipValueMax: most } = attrs as unknown as ClipByValueAttrs;
  const result = backend.makeOutput(x.shape, "float32");
  const [from, to] = [numbersOf(backend, x), numbersOf(backend, result)];
  for (let i = 0; i < from.length; i++) {
    const value = from[i]!;
    to[i] = value < least ? least : value > most ? most : value;
  }
  return result;
}

export const clipKernels = (): KernelConfig[] => [wasmKernel(ClipByValue, clip)];
