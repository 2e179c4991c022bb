import { integers, ok, sizeOf, text } from "../schema";
import { defineLayer } from "./define";
import { onlyDefaults, pick } from "./kerasValues";
import { paddingField, windowed } from "./window";

export const maxPooling2d = defineLayer({
  kind: "MaxPooling2D",
  family: "pooling",
  help: text(
    "Keeps the largest value of every window: the image gets smaller, the strongest traces stay.",
    "保留每个窗口中的最大值：图像变小，最强的特征保留下来。",
  ),
  fields: {
    pool_size: integers({ default: [2, 2], min: 1, max: 64, length: 2, help: text("Height and width of the window.", "窗口的高和宽。") }),
    strides: integers({ default: [2, 2], min: 1, max: 64, length: 2, help: text("Step of the window, down and across.", "窗口向下和向右的步长。") }),
    padding: paddingField(),
  },
  outputShape({ pool_size, strides, padding }, input) {
    const size = windowed(input, pool_size, strides, padding);
    return size.ok ? ok([...size.value, input[2]!]) : size;
  },
  weights: () => [],
  flops: ({ pool_size }, _input, output) => sizeOf(output) * sizeOf(pool_size),
  build: (tf, { pool_size, strides, padding }, { name }) =>
    tf.layers.maxPooling2d({ name, poolSize: [pool_size[0]!, pool_size[1]!], strides: [strides[0]!, strides[1]!], padding }),
  lower: ({ pool_size, strides, padding }, engine, input) => engine.maxPooling(input, pool_size, strides, padding),
  keras: {
    toConfig: (values) => ({ ...values, data_format: "channels_last" }),
    fromConfig(config) {
      const plain = onlyDefaults(config, { data_format: "channels_last" });
      if (!plain.ok) return plain;
      // Keras: absent or null strides mean the window's own size.
      return ok({ ...pick(config, ["pool_size", "padding"]), strides: config.strides ?? config.pool_size });
    },
  },
  brief: ({ pool_size }) => pool_size.join("×"),
});
