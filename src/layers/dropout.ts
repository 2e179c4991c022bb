import type * as tfjs from "@tensorflow/tfjs";
import type { Random } from "../random/random";
import { number, ok, sizeOf, text } from "../schema";
import { defineLayer, type Tf } from "./define";
import { onlyDefaults, pick } from "./kerasValues";

/**
 * A mask of 0 and 1 / (1 − rate): what is dropped and what is scaled up so that the expected sum stays the same.
 * tfjs's own dropout either repeats one mask for ever (with a seed) or cannot be repeated (without).
 */
export function dropoutMask(source: Random, size: number, rate: number): Float32Array {
  const mask = new Float32Array(size);
  const kept = 1 / (1 - rate);
  const threshold = Math.round(rate * 65_536);
  for (let i = 0; i < size; i += 2) {
    // One 32-bit draw serves two entries with 16 bits each.
    const drawn = source.uint32();
    mask[i] = (drawn & 0xffff) >= threshold ? kept : 0;
    if (i + 1 < size) mask[i + 1] = drawn >>> 16 >= threshold ? kept : 0;
  }
  return mask;
}

function seededDropout(tf: Tf, name: string, rate: number, source: Random): tfjs.layers.Layer {
  class SeededDropout extends tf.layers.Layer {
    static className = "SeededDropout";
    override call(inputs: tfjs.Tensor | tfjs.Tensor[], kwargs: { training?: boolean }): tfjs.Tensor {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      if (!kwargs.training || rate === 0) return x;
      return tf.tidy(() => x.mul(tf.tensor(dropoutMask(source, x.size, rate), x.shape)));
    }
    override computeOutputShape(inputShape: tfjs.Shape): tfjs.Shape {
      return inputShape;
    }
  }
  return new SeededDropout({ name });
}

export const dropout = defineLayer({
  kind: "Dropout",
  family: "regularization",
  help: text(
    "During training it sets a random part of the values to 0, so that the network does not depend on any single value.",
    "训练时随机把一部分值置为 0，使网络不依赖其中任何一个，从而减轻过拟合。",
  ),
  fields: {
    rate: number({
      default: 0.5,
      min: 0,
      max: 0.99,
      step: 0.05,
      help: text("The fraction of the values that is set to 0.", "被丢弃的比例。"),
    }),
  },
  outputShape: (_values, input) => ok(input),
  weights: () => [],
  flops: (_values, _input, output) => sizeOf(output),
  build: (tf, { rate }, { name, random }) => seededDropout(tf, name, rate, random),
  lower: ({ rate }, engine, input) => engine.dropout(input, rate),
  keras: {
    toConfig: ({ rate }) => ({ rate, seed: null, noise_shape: null }),
    fromConfig(config) {
      const plain = onlyDefaults(config, { noise_shape: null });
      return plain.ok ? ok(pick(config, ["rate"])) : plain;
    },
  },
  passesOn: ({ rate }) => rate === 0,
  brief: ({ rate }) => `${rate}`,
});
