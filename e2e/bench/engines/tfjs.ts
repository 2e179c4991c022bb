import * as tf from "@tensorflow/tfjs";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-backend-webgpu";
import { threadsFor, wasmLabel } from "../../../src/training/worker/backends/wasm";
import { wasmFiles } from "../../../src/training/worker/backends/wasmFiles";
import { inTurn, type Task } from "../task";
import { firstWeights, type Batch, type Workload } from "../workloads";
import { graphicsCard } from "./card";

export type TfjsBackend = "wasm" | "webgl" | "webgpu" | "cpu";

/** tfjs as it comes, with its own kernels, and everything turned on that it has. Throws where the backend cannot be had. */
export async function startTfjs(backend: TfjsBackend): Promise<string> {
  tf.env().set("PROD", true);
  let label: string = backend;
  if (backend === "wasm") {
    const threads = typeof SharedArrayBuffer === "undefined" ? 1 : threadsFor(navigator.hardwareConcurrency);
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", threads > 1);
    setWasmPaths(wasmFiles);
    if (threads > 1) setThreadsCount(threads);
    label = wasmLabel(threads);
  }
  // Without this tfjs refuses a WebGL that is drawn by the processor.
  if (backend === "webgl") tf.env().set("SOFTWARE_WEBGL_ENABLED", true);
  if (backend === "webgpu") label = `WebGPU · ${await graphicsCard()}`;
  if (!(await tf.setBackend(backend))) throw new Error("the backend does not start");
  await tf.ready();
  return label;
}

/** The forward pass up to the logits, in tfjs's fused operations. */
function logitsOf({ parts }: Workload, weights: readonly tf.Variable[], input: tf.Tensor, training: boolean): tf.Tensor {
  let at = 0;
  return parts.reduce<tf.Tensor>((x, part) => {
    switch (part.kind) {
      case "conv":
        return tf.fused.conv2d({ x: x as tf.Tensor4D, filter: weights[at++] as tf.Tensor4D, strides: 1, pad: "same", bias: weights[at++]!, activation: "relu" });
      case "pool":
        return tf.maxPool(x as tf.Tensor4D, 2, 2, "valid");
      case "flatten":
        return tf.reshape(x, [x.shape[0], -1]);
      case "dropout":
        return training ? tf.dropout(x, part.rate) : x;
      case "dense": {
        const { activation } = part;
        const inside = activation === "relu" ? { activation } : {};
        const y = tf.fused.matMul({ a: x, b: weights[at++]!, bias: weights[at++]!, ...inside });
        // tfjs has no gradient for a fused tanh; softmax and sigmoid are part of the losses.
        return activation === "tanh" ? tf.tanh(y) : y;
      }
    }
  }, input);
}

const meanLoss = (outputs: number, targets: tf.Tensor, logits: tf.Tensor): tf.Scalar =>
  outputs === 1 ? tf.losses.sigmoidCrossEntropy(targets, logits) : tf.losses.softmaxCrossEntropy(targets, logits);

/** Trains with an optimizer of tfjs's own and a loop that reads nothing back before its end. */
export function tfjsTrainer(workload: Workload) {
  const { input, outputs, optimizer: how } = workload;
  const weights = firstWeights(workload).map(({ shape, values }) => tf.variable(tf.tensor(values, [...shape])));
  const optimizer = how.kind === "Adam" ? tf.train.adam(how.rate) : tf.train.sgd(how.rate);
  const step = (samples: tf.Tensor, targets: tf.Tensor): void => {
    optimizer.minimize(() => meanLoss(outputs, targets, logitsOf(workload, weights, samples, true)), false, [...weights]);
  };
  return {
    step,
    stepOn: ({ samples, targets, count }: Batch): void =>
      tf.tidy(() => step(tf.tensor(samples, [count, ...input]), tf.tensor(targets, [count, outputs]))),
    /** Waits for the device: the last weights are there only when all steps are done. */
    async finish(): Promise<void> {
      await weights.at(-1).data();
    },
    async loss({ samples, targets, count }: Batch): Promise<number> {
      const loss = tf.tidy(() =>
        meanLoss(outputs, tf.tensor(targets, [count, outputs]), logitsOf(workload, weights, tf.tensor(samples, [count, ...input]), false)),
      );
      const [value] = await loss.data();
      loss.dispose();
      return value!;
    },
  };
}

/** Stock tfjs on one of its backends. */
export const tfjs =
  (backend: TfjsBackend) =>
  async (workload: Workload): Promise<Task> => {
    const label = await startTfjs(backend);
    const trainer = tfjsTrainer(workload);
    const next = inTurn(workload.batches);
    return {
      label,
      async run(steps) {
        for (let step = 0; step < steps; step++) trainer.stepOn(next());
        await trainer.finish();
      },
      loss: () => trainer.loss(workload.probe),
    };
  };
