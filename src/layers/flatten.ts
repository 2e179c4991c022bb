import { ok, sizeOf, text } from "../schema";
import { defineLayer } from "./define";
import { onlyDefaults } from "./kerasValues";

export const flatten = defineLayer({
  kind: "Flatten",
  family: "reshaping",
  help: text(
    "Arranges all values of a sample in one row, as a Dense layer needs them.",
    "把一个样本的所有值排成一行，供全连接层使用。",
  ),
  fields: {},
  outputShape: (_values, input) => ok([sizeOf(input)]),
  weights: () => [],
  flops: () => 0,
  // tfjs's own Flatten refuses a sample that is flat already; Keras's takes it.
  build: (tf, _values, { name, inputShape }) => tf.layers.reshape({ name, targetShape: [sizeOf(inputShape)] }),
  lower: (_values, engine, input) => engine.reshape(input, [sizeOf(input.shape)]),
  keras: {
    toConfig: () => ({ data_format: "channels_last" }),
    fromConfig(config) {
      const plain = onlyDefaults(config, { data_format: "channels_last" });
      return plain.ok ? ok({}) : plain;
    },
  },
  brief: () => "",
});
