import { boolean, fail, integer, ok, text } from "../schema";
import { activationField } from "./activations";
import { defineLayer } from "./define";
import { initializerField } from "./initializers";
import { onlyDefaults, pick, readActivation, readInitializer, tfjsActivation } from "./kerasValues";

export const dense = defineLayer({
  kind: "Dense",
  family: "core",
  help: text(
    "Fully connected: every unit uses every input. output = activation(input · kernel + bias).",
    "全连接层：每个神经元都与所有输入相连，输出 = activation(输入 · kernel + bias)。",
  ),
  fields: {
    units: integer({
      default: 32,
      min: 1,
      max: 65_536,
      help: text("Number of units, which is the size of the output.", "神经元个数，即输出的大小。"),
    }),
    activation: activationField(
      "linear",
      text("Function applied to the output.", "作用于输出的激活函数。"),
    ),
    use_bias: boolean({ default: true, help: text("Adds a learned bias to every unit.", "为每个神经元加上一个可学习的偏置。") }),
    kernel_initializer: initializerField("glorot_uniform", text("Initial values of the kernel.", "权重的初始值。")),
    bias_initializer: initializerField("zeros", text("Initial values of the bias.", "偏置的初始值。")),
  },
  outputShape: ({ units }, input) =>
    input.length >= 1
      ? ok([...input.slice(0, -1), units])
      : fail(text("needs an input with at least one axis", "输入至少需要一个维度")),
  weights: ({ units, use_bias, kernel_initializer, bias_initializer }, input) => [
    { name: "kernel", shape: [input.at(-1)!, units], initializer: kernel_initializer, trainable: true },
    ...(use_bias ? [{ name: "bias", shape: [units], initializer: bias_initializer, trainable: true }] : []),
  ],
  flops: ({ use_bias }, input, output) => {
    const outputs = output.reduce((size, side) => size * side, 1);
    return outputs * (2 * input.at(-1)! + (use_bias ? 1 : 0));
  },
  build: (tf, { units, activation, use_bias }, { name }) =>
    tf.layers.dense({ name, units, activation: tfjsActivation(activation) as "relu", useBias: use_bias }),
  lower: ({ activation, use_bias }, engine, input) =>
    engine.activation(engine.product(input, engine.weight("kernel")), activation, use_bias ? engine.weight("bias") : undefined),
  outputActivation: ({ activation }) => activation,
  withoutActivation: (values) => ({ ...values, activation: "linear" }),
  keras: {
    toConfig: (values) => ({ ...values }),
    fromConfig(config) {
      const plain = onlyDefaults(config, { kernel_regularizer: null, bias_regularizer: null, kernel_constraint: null, bias_constraint: null, quantization_config: null });
      if (!plain.ok) return plain;
      return ok({
        ...pick(config, ["units", "use_bias"]),
        activation: readActivation(config.activation),
        kernel_initializer: readInitializer(config.kernel_initializer),
        bias_initializer: readInitializer(config.bias_initializer),
      });
    },
  },
  brief: ({ units, activation }) => (activation === "linear" ? `${units}` : `${units} · ${activation}`),
});
