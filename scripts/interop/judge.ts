import * as tf from "@tensorflow/tfjs";
import { inferStack, type LayerWeight } from "../../src/architecture";
import { layerOf, type LayerSpec } from "../../src/layers";
import { random } from "../../src/random/random";
import { sizeOf, type Shape } from "../../src/schema";

/** The tfjs model of a stack with its weights, built layer by layer on the plain processor backend. */
export async function buildModel(layers: readonly LayerSpec[], inputShape: Shape, weights: readonly LayerWeight[]): Promise<tf.Sequential> {
  await tf.setBackend("cpu");
  const { rows } = inferStack(layers, inputShape);
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: [...inputShape] }));
  layers.forEach((spec, i) => {
    const row = rows[i]!;
    const layer = layerOf(spec).build(tf, spec.values, { name: row.name, inputShape: row.input!, random: random(1).fork("dropout", spec.id) });
    model.add(layer);
    const own = weights.filter((weight) => weight.layer === i);
    const tensors = own.map(({ values, shape }) => tf.tensor(values, [...shape]));
    layer.setWeights(tensors);
    tf.dispose(tensors);
  });
  return model;
}

/** What tfjs predicts for samples of the model's input shape, row by row. */
export async function predict(layers: readonly LayerSpec[], inputShape: Shape, weights: readonly LayerWeight[], samples: Float32Array): Promise<Float32Array> {
  const model = await buildModel(layers, inputShape, weights);
  const scores = tf.tidy(() => (model.predict(tf.tensor(samples, [samples.length / sizeOf(inputShape), ...inputShape])) as tf.Tensor).dataSync());
  model.dispose();
  return scores as Float32Array;
}

/** The largest distance between two lists of equal length; infinite where anything is not a number. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const away = Math.abs(a[i]! - b[i]!);
    if (!(away <= most)) most = Number.isNaN(away) ? Infinity : away;
  }
  return most;
}
