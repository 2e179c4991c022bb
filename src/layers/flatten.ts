import { ok, sizeOf, text } from "../schema";
import { defineLayer } from "./define";
import { onlyDefaults } from "./kerasValues";

export const flatten = defineLayer({
  kind: "Flatten",
  family: "reshaping",
  help: text(
    "Lays all values of a sample in one row, so that a Dense layer can take them.",
    "把一个样本的所有值排成一行，供全连接层使用。",
  ),
  fields: {},
  outputShape: (_values, input) => ok([sizeOf(input)]),
  weights: () => [],
  flops: () => 0,
  build: (tf, _values, { name }) => tf.layers.flatten({ name }),
  keras: {
    toConfig: () => ({ data_format: "channels_last" }),
    fromConfig(config) {
      const plain = onlyDefaults(config, { data_format: "channels_last" });
      return plain.ok ? ok({}) : plain;
    },
  },
  brief: () => "",
});
