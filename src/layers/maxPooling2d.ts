import { integers, integersSameAs, ok, sameShape, sizeOf, text } from "../schema";
import { defineLayer } from "./define";
import { onlyDefaults, pick } from "./kerasValues";
import { paddingField, windowed } from "./window";

/** Keras: without strides of its own the window moves by its own size. */
const stepsOf = ({ pool_size, strides }: { readonly pool_size: readonly number[]; readonly strides: readonly number[] | null }): readonly [number, number] => {
  const [down, across] = strides ?? pool_size;
  return [down!, across!];
};

export const maxPooling2d = defineLayer({
  kind: "MaxPooling2D",
  family: "pooling",
  help: text(
    "Keeps the largest value of every window: the image gets smaller and the strongest features stay.",
    "保留每个窗口中的最大值：图像变小，最强的特征保留下来。",
  ),
  fields: {
    pool_size: integers({ default: [2, 2], min: 1, max: 64, length: 2, help: text("Height and width of the window.", "窗口的高和宽。") }),
    strides: integersSameAs({ sameAs: "pool_size", min: 1, max: 64, length: 2, help: text("Step of the window, down and across. By default the size of the window.", "窗口向下和向右的步长；未设置时等于窗口大小。") }),
    padding: paddingField(),
  },
  outputShape(values, input) {
    const size = windowed(input, values.pool_size, stepsOf(values), values.padding);
    return size.ok ? ok([...size.value, input[2]!]) : size;
  },
  weights: () => [],
  flops: ({ pool_size }, _input, output) => sizeOf(output) * sizeOf(pool_size),
  build(tf, values, { name }) {
    const { pool_size, padding } = values;
    return tf.layers.maxPooling2d({ name, poolSize: [pool_size[0]!, pool_size[1]!], strides: [...stepsOf(values)], padding });
  },
  lower: (values, engine, input) => engine.maxPooling(input, values.pool_size, stepsOf(values), values.padding),
  keras: {
    // Keras itself writes the numbers that it strides by, set or not.
    toConfig: (values) => ({ ...values, strides: stepsOf(values), data_format: "channels_last" }),
    fromConfig(config) {
      const plain = onlyDefaults(config, { data_format: "channels_last" });
      if (!plain.ok) return plain;
      // So strides as large as the window were most likely never set: they follow it on.
      const { pool_size: window, strides } = config;
      const follows = Array.isArray(window) && Array.isArray(strides) && sameShape(window as number[], strides as number[]);
      return ok({ ...pick(config, ["pool_size", "padding"]), strides: follows ? null : (strides ?? null) });
    },
  },
  brief: ({ pool_size }) => pool_size.join("×"),
});
