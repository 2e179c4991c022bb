import { backend_util, MaxPoolGrad, type KernelConfig, type MaxPoolGradAttrs, type TensorInfo } from "@tensorflow/tfjs-core";
import { numbersOf, wasmKernel, type KernelCall } from "./heap";

/**
 * Sends the gradient of every pooled value to the pixel that it came from: the first of the largest, as TensorFlow has it.
 * tfjs's own starts its search for the largest at the smallest positive number, so that a window of negative values
 * gets no gradient at all.
 */
function maxPoolGradient({ inputs, attrs, backend }: KernelCall): TensorInfo {
  const [dy, input] = [inputs.dy!, inputs.input!];
  const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as MaxPoolGradAttrs;
  const pool = backend_util.computePool2DInfo(input.shape as [number, number, number, number], filterSize, strides, 1, pad, dimRoundingMode);
  const { batchSize, inHeight, inWidth, inChannels: channels, outHeight, outWidth, padInfo } = pool;
  const result = backend.makeOutput(input.shape, "float32");
  const [images, gradient, target] = [numbersOf(backend, input), numbersOf(backend, dy), numbersOf(backend, result)];
  target.fill(0);
  let from = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let row = 0; row < outHeight; row++) {
      const top = Math.max(0, row * pool.strideHeight - padInfo.top);
      const bottom = Math.min(inHeight, row * pool.strideHeight - padInfo.top + pool.filterHeight);
      for (let column = 0; column < outWidth; column++) {
        const left = Math.max(0, column * pool.strideWidth - padInfo.left);
        const right = Math.min(inWidth, column * pool.strideWidth - padInfo.left + pool.filterWidth);
        for (let channel = 0; channel < channels; channel++) {
          let largest = -Infinity;
          let place = -1;
          for (let y = top; y < bottom; y++) {
            let at = ((image * inHeight + y) * inWidth + left) * channels + channel;
            for (let x = left; x < right; x++) {
              const value = images[at]!;
              if (value > largest) {
                largest = value;
                place = at;
              }
              at += channels;
            }
          }
          if (place >= 0) target[place]! += gradient[from]!;
          from++;
        }
      }
    }
  }
  return result;
}

export const maxPoolGradKernels = (): KernelConfig[] => [wasmKernel(MaxPoolGrad, maxPoolGradient)];
