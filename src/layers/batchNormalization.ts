import { boolean, fail, number, ok, sizeOf, text } from "../schema";
import { defineLayer, type WeightSpec } from "./define";
import { initializerField } from "./initializers";
import { onlyDefaults, pick, readInitializer } from "./kerasValues";

export const batchNormalization = defineLayer({
  kind: "BatchNormalization",
  family: "normalization",
  help: text(
    "Brings every feature (channel) of a batch to mean 0 and deviation 1, then scales and shifts it by learned numbers.",
    "把批次中每个特征（通道）变为均值 0、标准差 1，再用可学习的参数缩放和平移。",
  ),
  fields: {
    momentum: number({
      default: 0.99,
      min: 0,
      max: 0.9999,
      step: 0.01,
      help: text("How slowly the moving mean and variance follow the batches.", "移动均值和方差跟随批次变化的缓慢程度。"),
    }),
    epsilon: number({
      default: 0.001,
      min: 1e-8,
      max: 1,
      step: 0.0001,
      help: text("Added to the variance, against division by 0.", "加到方差上，避免除以 0。"),
    }),
    center: boolean({ default: true, help: text("Learns a shift, beta.", "学习平移量 beta。") }),
    scale: boolean({ default: true, help: text("Learns a factor, gamma.", "学习缩放量 gamma。") }),
    gamma_initializer: initializerField("ones", text("First values of gamma.", "gamma 的初始值。")),
    beta_initializer: initializerField("zeros", text("First values of beta.", "beta 的初始值。")),
  },
  outputShape: (_values, input) =>
    input.length >= 1 ? ok(input) : fail(text("needs an input with at least one axis", "输入至少需要一个维度")),
  weights({ center, scale, gamma_initializer, beta_initializer }, input) {
    const shape = [input.at(-1)!];
    const weight = (name: string, initializer: WeightSpec["initializer"], trainable: boolean): WeightSpec => ({
      name,
      shape,
      initializer,
      trainable,
    });
    return [
      ...(scale ? [weight("gamma", gamma_initializer, true)] : []),
      ...(center ? [weight("beta", beta_initializer, true)] : []),
      weight("moving_mean", "zeros", false),
      weight("moving_variance", "ones", false),
    ];
  },
  flops: (_values, _input, output) => 4 * sizeOf(output),
  build: (tf, { momentum, epsilon, center, scale }, { name }) =>
    tf.layers.batchNormalization({ name, momentum, epsilon, center, scale, axis: -1 }),
  outputActivation: () => "linear",
  keras: {
    toConfig: (values) => ({
      axis: -1,
      ...values,
      moving_mean_initializer: "zeros",
      moving_variance_initializer: "ones",
    }),
    fromConfig(config) {
      // Keras writes the axis as it was given or counted from the front; which of them is last is checked by the shape.
      const plain = onlyDefaults(config, { beta_regularizer: null, gamma_regularizer: null, beta_constraint: null, gamma_constraint: null, renorm: false });
      if (!plain.ok) return plain;
      return ok({
        ...pick(config, ["momentum", "epsilon", "center", "scale"]),
        gamma_initializer: readInitializer(config.gamma_initializer),
        beta_initializer: readInitializer(config.beta_initializer),
      });
    },
  },
  brief: () => "",
});
