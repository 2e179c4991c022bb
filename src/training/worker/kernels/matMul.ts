import { BatchMatMul, getKernel, _FusedMatMul, type KernelConfig, type TensorInfo } from "@tensorflow/tfjs-core";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { numbersOf, wasmKernel, type KernelCall } from "./heap";
import { transposeMatrix } from "./transpose";

/** The transpose of a matrix that stands in a stack of one, as a new tensor in the backend's memory. */
function transposed(backend: BackendWasm, matrix: TensorInfo): TensorInfo {
  const [rows, columns] = matrix.shape.slice(-2) as [number, number];
  const target = backend.makeOutput([...matrix.shape.slice(0, -2), columns, rows], "float32");
  transposeMatrix(numbersOf(backend, matrix), numbersOf(backend, target), rows, columns);
  return target;
}

const isOneMatrix = ({ shape, dtype }: TensorInfo): boolean =>
  dtype === "float32" && shape.slice(0, -2).every((side) => side === 1);

/**
 * tfjs multiplies two plain matrices with XNNPACK's fast product, and with a simple loop as soon as an operand is to be
 * transposed, which is what every gradient of a Dense layer asks for: eight times slower in a whole training step.
 * So an operand is transposed first and the plain product does the rest.
 */
function transposingFirst(kernelName: typeof BatchMatMul | typeof _FusedMatMul): KernelConfig {
  const original = getKernel(kernelName, "wasm");
  const plain = original.kernelFunc as unknown as (call: KernelCall) => TensorInfo;
  return wasmKernel(
    kernelName,
    ({ inputs, attrs, backend }) => {
      const { transposeA, transposeB } = attrs;
      const [a, b] = [inputs.a!, inputs.b!];
      if (!(transposeA || transposeB) || !isOneMatrix(a) || !isOneMatrix(b)) return plain({ inputs, attrs, backend });
      const left = transposeA ? transposed(backend, a) : a;
      const right = transposeB ? transposed(backend, b) : b;
      const product = plain({
        inputs: { ...inputs, a: left, b: right },
        attrs: { ...attrs, transposeA: false, transposeB: false },
        backend,
      });
      if (left !== a) backend.disposeData(left.dataId);
      if (right !== b) backend.disposeData(right.dataId);
      return product;
    },
    original.setupFunc,
  );
}

export const matMulKernels = (): KernelConfig[] => [transposingFirst(BatchMatMul), transposingFirst(_FusedMatMul)];
