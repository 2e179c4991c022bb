import {
  backend_util,
  BatchMatMul,
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  getKernel,
  type Conv2DBackpropFilterAttrs,
  type Conv2DBackpropInputAttrs,
  type KernelConfig,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { layPatches, spread, turnFilters } from "./convolution";
import { numbersOf, wasmKernel, type KernelCall } from "./heap";

type Shape4D = [number, number, number, number];

const plain = (kernelName: string, call: KernelCall): TensorInfo =>
  (getKernel(kernelName, "wasm").kernelFunc as unknown as (call: KernelCall) => TensorInfo)(call);

/** Numbers laid out at a time: few enough to stay near the processor, whatever the batch. */
const patchNumbers = 1 << 20;

/**
 * The gradient of a convolution's filters, which tfjs's wasm backend lacks: patches · gradient of the output, a matrix
 * product over all output pixels, added up over slices of the batch.
 */
function filterGradient({ inputs, attrs, backend }: KernelCall): TensorInfo {
  const [x, dy] = [inputs.x!, inputs.dy!];
  const { strides, pad, dataFormat, dimRoundingMode, filterShape } = attrs as unknown as Conv2DBackpropFilterAttrs;
  if (dataFormat !== "NHWC") throw new Error(`the filter gradient takes images with channels last, not ${dataFormat}`);
  const conv = backend_util.computeConv2DInfo(x.shape as Shape4D, filterShape, strides, 1, pad, dimRoundingMode);
  const places = conv.filterHeight * conv.filterWidth * conv.inChannels;
  const pixels = conv.outHeight * conv.outWidth;
  const [inSize, outSize] = [conv.inHeight * conv.inWidth * conv.inChannels, pixels * conv.outChannels];
  const each = Math.min(conv.batchSize, Math.max(1, Math.floor(patchNumbers / (places * pixels))));
  const total = backend.makeOutput(filterShape, "float32");
  numbersOf(backend, total).fill(0);
  for (let start = 0; start < conv.batchSize; start += each) {
    const count = Math.min(each, conv.batchSize - start);
    const patches = backend.makeOutput([1, places, count * pixels], "float32");
    const slice = backend.makeOutput([1, count * pixels, conv.outChannels], "float32");
    layPatches(numbersOf(backend, x).subarray(start * inSize), numbersOf(backend, patches), count, conv);
    numbersOf(backend, slice).set(numbersOf(backend, dy).subarray(start * outSize, (start + count) * outSize));
    const part = plain(BatchMatMul, {
      inputs: { a: patches, b: slice },
      attrs: { transposeA: false, transposeB: false },
      backend,
    });
    const [sum, add] = [numbersOf(backend, total), numbersOf(backend, part)];
    for (let i = 0; i < sum.length; i++) sum[i]! += add[i]!;
    for (const used of [patches, slice, part]) backend.disposeData(used.dataId);
  }
  return total;
}

/**
 * The gradient of a convolution's input: the output's gradient convolved with the turned filters. tfjs's own kernel
 * walks through it number by number.
 */
function inputGradient({ inputs, attrs, backend }: KernelCall): TensorInfo {
  const [dy, filter] = [inputs.dy!, inputs.filter!];
  const { strides, pad, dataFormat, dimRoundingMode, inputShape } = attrs as unknown as Conv2DBackpropInputAttrs;
  if (dataFormat !== "NHWC") throw new Error(`the input gradient takes images with channels last, not ${dataFormat}`);
  const conv = backend_util.computeConv2DInfo(inputShape, filter.shape as Shape4D, strides, 1, pad, dimRoundingMode);
  const { filterHeight, filterWidth, inChannels, outChannels, padInfo } = conv;
  const turned = backend.makeOutput([filterHeight, filterWidth, outChannels, inChannels], "float32");
  turnFilters(numbersOf(backend, filter), numbersOf(backend, turned), filterHeight, filterWidth, inChannels, outChannels);
  const wide = withoutStrides(backend, dy, conv);
  const [height, width] = [wide.shape[1]!, wide.shape[2]!];
  const [top, left] = [filterHeight - 1 - padInfo.top, filterWidth - 1 - padInfo.left];
  const bottom = conv.inHeight - height - top + filterHeight - 1;
  const right = conv.inWidth - width - left + filterWidth - 1;
  const result = plain(Conv2D, {
    inputs: { x: wide, filter: turned },
    attrs: { strides: 1, dilations: 1, pad: [[0, 0], [top, bottom], [left, right], [0, 0]], dataFormat: "NHWC" },
    backend,
  });
  backend.disposeData(turned.dataId);
  if (wide !== dy) backend.disposeData(wide.dataId);
  return result;
}

function withoutStrides(backend: BackendWasm, dy: TensorInfo, conv: backend_util.Conv2DInfo): TensorInfo {
  if (conv.strideHeight === 1 && conv.strideWidth === 1) return dy;
  const height = (conv.outHeight - 1) * conv.strideHeight + 1;
  const width = (conv.outWidth - 1) * conv.strideWidth + 1;
  const wide = backend.makeOutput([conv.batchSize, height, width, conv.outChannels], "float32");
  spread(numbersOf(backend, dy), numbersOf(backend, wide), conv.batchSize, conv, height, width);
  return wide;
}

export const conv2dBackpropKernels = (): KernelConfig[] => [
  wasmKernel(Conv2DBackpropFilter, filterGradient),
  wasmKernel(Conv2DBackpropInput, inputGradient),
];
