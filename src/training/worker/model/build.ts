import { closingActivation, inferStack, initialWeights, type LayerWeight, type StackRow } from "../../../architecture";
import { layerOf, layers as layerKinds, type LayerSpec } from "../../../layers";
import type { Random } from "../../../random/random";
import type { Shape } from "../../../schema";
import { checkWeights } from "./checkWeights";
import { tf, type Tensor, type Variable } from "../tf";

/** A stack of layers with its weights on the device. */
export interface Model {
  readonly rows: readonly StackRow[];
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** Every weight in Keras's order, layer by layer; `weights` lists the same as plain data. */
  readonly variables: readonly Variable[];
  readonly trainable: readonly Variable[];
  /** The generators of the dropout masks, one per layer whether it draws from it or not. */
  readonly masks: readonly Random[];
  /** The outputs for a batch of samples, [n, …inputShape] → [n, …outputShape]. To be called inside a tidy. */
  apply(samples: Tensor, training: boolean): Tensor;
  /** The same, with the values before the activation that gives the outputs (`closingActivation`); the outputs again where there is none. */
  forward(samples: Tensor, training: boolean): { readonly output: Tensor; readonly before: Tensor };
  dispose(): void;
}

/** A variable of a layer by the name that Keras gives the weight: tfjs calls it `dense/kernel` and numbers repeats. */
const plainName = (originalName: string): string => originalName.split("/").at(-1);

/**
 * Builds the tfjs layers of a stack. `source` seeds the first weights (`weights/…`) and the dropout masks
 * (`dropout/<layer id>`); `weights`, in Keras's order, take the place of the first ones. The stack must fit together.
 */
export function buildModel(specs: readonly LayerSpec[], input: Shape, source: Random, weights?: readonly LayerWeight[]): Model {
  const { rows, output } = inferStack(specs, input);
  if (!output) throw new Error("the stack does not fit together");
  const values = weights ?? initialWeights(specs, input, source);
  const masks = specs.map((spec) => source.fork("dropout", spec.id));
  // The layer whose activation gives the outputs is built without it, so that a loss can be computed from what comes before.
  const closing = closingActivation(specs);
  const layers = specs.map((spec, i) => {
    const { name, input: inputShape } = rows[i]!;
    const kind = layerOf(spec);
    const values = i === closing?.at ? (kind.withoutActivation?.(spec.values) ?? spec.values) : spec.values;
    const layer = kind.build(tf, values, { name, inputShape: inputShape!, random: masks[i]! });
    layer.build([null, ...inputShape!]);
    return layer;
  });
  const activate = closing && layerKinds.get("Activation").build(tf, { activation: closing.activation }, { name: "closing", inputShape: output, random: source });
  const forward: Model["forward"] = (samples, training) => {
    // Layers behind the closing one pass on what they receive.
    const used = closing ? layers.slice(0, closing.at + 1) : layers;
    const before = used.reduce<Tensor>((x, layer) => layer.call(x, { training }) as Tensor, samples);
    return { output: activate ? (activate.call(before, { training }) as Tensor) : before, before };
  };
  // tfjs counts users only of layers that it wired up itself; these are ours alone.
  const dispose = (): void => layers.forEach((layer) => layer.weights.forEach((weight) => weight.dispose()));
  try {
    const own = rows.flatMap(({ weights: wanted }, i) =>
      wanted.map((spec) => {
        const found = layers[i]!.weights.find(({ originalName }) => plainName(originalName) === spec.name);
        if (!found) throw new Error(`${rows[i]!.name} has no weight ${spec.name}`);
        return { spec, variable: found.read() as Variable };
      }),
    );
    const variables = own.map(({ variable }) => variable);
    assignWeights(rows, variables, values);
    return {
      rows,
      inputShape: input,
      outputShape: output,
      variables,
      trainable: own.filter(({ spec }) => spec.trainable).map(({ variable }) => variable),
      masks,
      apply: (samples, training) => forward(samples, training).output,
      forward,
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** Sets all weights, by their place. */
export function assignWeights(rows: readonly StackRow[], variables: readonly Variable[], weights: readonly LayerWeight[]): void {
  checkWeights(rows, weights);
  tf.tidy(() => weights.forEach(({ shape, values }, i) => variables[i]!.assign(tf.tensor(values, [...shape], "float32"))));
}

/** Tensors as numbers, as they are at the moment of the call even when they are assigned anew while they are read; copies. */
export async function readTensors(tensors: readonly Tensor[]): Promise<Float32Array[]> {
  const held = tensors.map((tensor) => tensor.clone());
  try {
    const values = await Promise.all(held.map((tensor) => tensor.data<"float32">()));
    return values.map((list) => Float32Array.from(list));
  } finally {
    tf.dispose(held);
  }
}

/** All weights as plain data, with numbers in the model's order. */
export function weightsFrom(rows: readonly StackRow[], values: readonly Float32Array[]): LayerWeight[] {
  let next = 0;
  return rows.flatMap(({ name: layerName, weights }, layer) =>
    weights.map(({ name, shape, trainable }) => ({ layer, layerName, name, shape, trainable, values: values[next++]! })),
  );
}

export const readWeights = async (model: Model): Promise<LayerWeight[]> => weightsFrom(model.rows, await readTensors(model.variables));
