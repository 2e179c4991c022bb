import { blockUntilReady, defaultDevice, init, jit, lax, nn, numpy as np, random, valueAndGrad, type Array as JaxArray, type Device } from "@jax-js/jax";
import { sizeOf } from "../../../src/schema";
import { inTurn, type Task } from "../task";
import { firstWeights, type Batch, type Workload } from "../workloads";
import { graphicsCard } from "./card";

/*
 * jax-js: compiled steps. Every argument is taken over by the function that gets it, so what is used twice goes in as `.ref`.
 * It has pictures as channel × height × width; the batches are turned before the clock runs.
 */

/** From height × width × channel to channel × height × width. */
function channelsFirst(values: Float32Array, count: number, [height, width, channels]: readonly number[]): Float32Array {
  const pixels = height! * width!;
  const turned = new Float32Array(values.length);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < channels!; c++) {
      for (let p = 0; p < pixels; p++) turned[(i * channels! + c) * pixels + p] = values[(i * pixels + p) * channels! + c]!;
    }
  }
  return turned;
}

const turnedBatch = (batch: Batch, { input }: Workload): Batch =>
  input.length === 3 ? { ...batch, samples: channelsFirst(batch.samples, batch.count, input) } : batch;

/** A key to use, and one to go on with. */
function split(key: JaxArray): { readonly now: JaxArray; readonly later: JaxArray } {
  const [now, later] = np.split(random.split(key, 2), 2);
  return { now: now!.reshape([2]), later: later!.reshape([2]) };
}

/** Up to the logits. */
function logitsOf(parts: Workload["parts"], weights: readonly JaxArray[], input: JaxArray, key: JaxArray | null): JaxArray {
  let at = 0;
  let keys = key;
  const x = parts.reduce<JaxArray>((x, part) => {
    switch (part.kind) {
      case "conv": {
        const kernel = np.transpose(weights[at++]!, [3, 2, 0, 1]);
        return nn.relu(lax.conv(x, kernel, [1, 1], "SAME").add(weights[at++]!.reshape([part.filters, 1, 1])));
      }
      case "pool":
        return lax.reduceWindow(x, (window) => np.max(window), [2, 2], [2, 2]);
      case "flatten":
        return np.transpose(x, [0, 2, 3, 1]).reshape([x.shape[0]!, -1]);
      case "dropout": {
        if (!keys) return x;
        const { now, later } = split(keys);
        keys = later;
        const kept = random.bernoulli(now, 1 - part.rate, x.shape);
        return np.where(kept, x.mul(1 / (1 - part.rate)), 0);
      }
      case "dense": {
        const y = np.matmul(x, weights[at++]!).add(weights[at++]!);
        return part.activation === "relu" ? nn.relu(y) : part.activation === "tanh" ? np.tanh(y) : y;
      }
    }
  }, input);
  keys?.dispose();
  return x;
}

function meanLoss(outputs: number, targets: JaxArray, logits: JaxArray): JaxArray {
  // Of a logit z against a target t: softplus(z) − t·z.
  if (outputs === 1) return np.mean(nn.softplus(logits.ref).sub(targets.mul(logits)));
  const count = logits.shape[0]!;
  return np.sum(nn.logSoftmax(logits, -1).mul(targets)).mul(-1 / count);
}

/** Weights, and for Adam the two averages of each and the number of steps. */
type State = { weights: JaxArray[]; first: JaxArray[]; second: JaxArray[]; steps: JaxArray; key: JaxArray };

const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-7];

function adam({ weights, first, second, steps, key }: State, gradients: readonly JaxArray[], rate: number): State {
  const t = steps.add(1);
  // Bias-corrected rate, as Kingma and Ba give it at the end of section 2.
  const corrected = np.sqrt(np.subtract(1, np.power(beta2, t.ref))).mul(rate).div(np.subtract(1, np.power(beta1, t.ref)));
  const m = first.map((average, i) => average.mul(beta1).add(gradients[i]!.ref.mul(1 - beta1)));
  const v = second.map((average, i) => average.mul(beta2).add(np.square(gradients[i]!).mul(1 - beta2)));
  const moved = weights.map((weight, i) => weight.sub(m[i]!.ref.mul(corrected.ref).div(np.sqrt(v[i]!.ref).add(epsilon))));
  corrected.dispose();
  return { weights: moved, first: m, second: v, steps: t, key };
}

/** jax-js on one of its devices. */
export const jax =
  (device: Device) =>
  async (workload: Workload): Promise<Task> => {
    const card = device === "webgpu" ? ` · ${await graphicsCard()}` : "";
    const devices = await init(device);
    if (!devices.includes(device)) throw new Error("no such device");
    defaultDevice(device);
    const { input, outputs, parts, optimizer } = workload;
    const shape = input.length === 3 ? [input[2]!, input[0]!, input[1]!] : [...input];
    const next = inTurn(workload.batches.map((batch) => turnedBatch(batch, workload)));
    const probe = turnedBatch(workload.probe, workload);
    const array = (values: Float32Array, dimensions: readonly number[]): JaxArray => np.array(values.slice(), { shape: [...dimensions] });
    const samplesOf = ({ samples, count }: Batch): JaxArray => array(samples, [count, ...shape]);
    const targetsOf = ({ targets, count }: Batch): JaxArray => array(targets, [count, outputs]);

    const dropping = parts.some(({ kind }) => kind === "dropout");
    const step = jit((state: State, samples: JaxArray, targets: JaxArray) => {
      const { now, later: key } = dropping ? split(state.key) : { now: null, later: state.key };
      const [loss, gradients] = valueAndGrad((weights: JaxArray[]) =>
        meanLoss(outputs, targets, logitsOf(parts, weights, samples, now)),
      )(state.weights.map((weight) => weight.ref));
      loss.dispose();
      if (optimizer.kind === "Adam") return adam({ ...state, key }, gradients, optimizer.rate);
      return { ...state, key, weights: state.weights.map((weight, i) => weight.sub(gradients[i]!.mul(optimizer.rate))) };
    });
    const score = jit((weights: JaxArray[], samples: JaxArray, targets: JaxArray) => meanLoss(outputs, targets, logitsOf(parts, weights, samples, null)));

    const weights = firstWeights(workload);
    const averages = (): JaxArray[] =>
      optimizer.kind === "Adam" ? weights.map((weight) => array(new Float32Array(sizeOf(weight.shape)), weight.shape)) : [];
    let state: State = {
      weights: weights.map(({ values, shape: of }) => array(values, of)),
      first: averages(),
      second: averages(),
      steps: array(new Float32Array(1), []),
      key: random.key(1),
    };
    return {
      label: `jax-js ${device}${card}`,
      async run(steps) {
        for (let i = 0; i < steps; i++) {
          const batch = next();
          state = step(state, samplesOf(batch), targetsOf(batch));
        }
        await blockUntilReady(state.weights);
      },
      async loss() {
        const loss = score(state.weights.map((weight) => weight.ref), samplesOf(probe), targetsOf(probe));
        const [value] = await loss.data();
        return value!;
      },
    };
  };
