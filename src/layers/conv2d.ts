import { boolean, integer, integers, ok, sizeOf, text } from "../schema";
import { activationField } from "./activations";
import { defineLayer } from "./define";
import { initializerField } from "./initializers";
import { onlyDefaults, pick, readActivation, readInitializer, tfjsActivation } from "./kerasValues";
import { paddingField, windowed } from "./window";

export const conv2d = defineLayer({
  kind: "Conv2D",
  family: "convolution",
  help: text(
    "Slides small learned filters over the image. Each filter detects one pattern, wherever it is.",
    "用可学习的小卷积核在图像上滑动：每个卷积核寻找一种图案，不论它在哪里。",
  ),
  fields: {
    filters: integer({ default: 32, min: 1, max: 4096, help: text("Number of filters, which is the number of output channels.", "卷积核个数，即输出通道数。") }),
    kernel_size: integers({ default: [3, 3], min: 1, max: 64, length: 2, help: text("Height and width of a filter.", "卷积核的高和宽。") }),
    strides: integers({ default: [1, 1], min: 1, max: 64, length: 2, help: text("Step of the filter, down and across.", "卷积核向下和向右的步长。") }),
    padding: paddingField(),
    activation: activationField("linear", text("Function applied to the output.", "作用于输出的激活函数。")),
    use_bias: boolean({ default: true, help: text("Adds a learned bias to every output channel.", "为每个输出通道加上一个可学习的偏置。") }),
    kernel_initializer: initializerField("glorot_uniform", text("Initial values of the filters.", "卷积核的初始值。")),
    bias_initializer: initializerField("zeros", text("Initial values of the bias.", "偏置的初始值。")),
  },
  outputShape({ filters, kernel_size, strides, padding }, input) {
    const size = windowed(input, kernel_size, strides, padding);
    return size.ok ? ok([...size.value, filters]) : size;
  },
  weights: ({ filters, kernel_size, use_bias, kernel_initializer, bias_initializer }, input) => [
    { name: "kernel", shape: [...kernel_size, input[2]!, filters], initializer: kernel_initializer, trainable: true },
    ...(use_bias ? [{ name: "bias", shape: [filters], initializer: bias_initializer, trainable: true }] : []),
  ],
  flops: ({ kernel_size, use_bias }, input, output) =>
    sizeOf(output) * (2 * sizeOf(kernel_size) * input[2]! + (use_bias ? 1 : 0)),
  build: (tf, { filters, kernel_size, strides, padding, activation, use_bias }, { name }) =>
    tf.layers.conv2d({
      name,
      filters,
      kernelSize: [...kernel_size],
      strides: [strides[0]!, strides[1]!],
      padding,
      activation: tfjsActivation(activation) as "relu",
      useBias: use_bias,
    }),
  lower: ({ strides, padding, activation, use_bias }, engine, input) =>
    engine.activation(engine.convolution(input, engine.weight("kernel"), strides, padding), activation, use_bias ? engine.weight("bias") : undefined),
  outputActivation: ({ activation }) => activation,
  withoutActivation: (values) => ({ ...values, activation: "linear" }),
  keras: {
    toConfig: (values) => ({ ...values, data_format: "channels_last", dilation_rate: [1, 1], groups: 1 }),
    fromConfig(config) {
      const plain = onlyDefaults(config, {
        data_format: "channels_last",
        dilation_rate: [1, 1],
        groups: 1,
        kernel_regularizer: null,
        bias_regularizer: null,
        kernel_constraint: null,
        bias_constraint: null,
      });
      if (!plain.ok) return plain;
      return ok({
        ...pick(config, ["filters", "kernel_size", "strides", "padding", "use_bias"]),
        activation: readActivation(config.activation),
        kernel_initializer: readInitializer(config.kernel_initializer),
        bias_initializer: readInitializer(config.bias_initializer),
      });
    },
  },
  brief: ({ filters, kernel_size, activation }) =>
    [`${filters}`, kernel_size.join("×"), ...(activation === "linear" ? [] : [activation])].join(" · "),
});
