import type * as tfjs from "@tensorflow/tfjs";
import { boolean, fail, number, ok, sizeOf, text } from "../schema";
import { defineLayer, type Tf, type WeightSpec } from "./define";
import { initializerField } from "./initializers";
import { onlyDefaults, pick, readInitializer } from "./kerasValues";

interface Settings {
  readonly momentum: number;
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
}

/**
 * Normalises the rows of x [n, features] by their own mean and variance; returns the result with both, which the caller
 * frees. The gradient is that of Ioffe and Szegedy, "Batch Normalization", section 3, gathered into
 * dx = (dy − mean(dy) − x̂ · mean(dy · x̂)) / √(variance + ε).
 */
function normalise(tf: Tf, x: tfjs.Tensor2D, epsilon: number): { readonly normal: tfjs.Tensor2D; readonly mean: tfjs.Tensor; readonly variance: tfjs.Tensor } {
  const statistics: tfjs.Tensor[] = [];
  const run = tf.customGrad((rows, save) => {
    const mean = (rows as tfjs.Tensor).mean(0);
    const centred = (rows as tfjs.Tensor).sub(mean);
    const variance = centred.square().mean(0);
    const factor = variance.add(epsilon).rsqrt();
    const normal = centred.mul(factor);
    // The caller needs them after this scope has freed its tensors.
    statistics.push(tf.keep(mean), tf.keep(variance));
    (save as tfjs.GradSaveFunc)([normal, factor]);
    return {
      value: normal,
      gradFunc(dy, saved) {
        const [hat, scale] = saved as [tfjs.Tensor, tfjs.Tensor];
        const along = (dy).mul(hat).mean(0);
        return (dy).sub((dy).mean(0)).sub(hat.mul(along)).mul(scale);
      },
    };
  });
  const normal = run(x) as tfjs.Tensor2D;
  return { normal, mean: statistics[0]!, variance: statistics[1]! };
}

/**
 * Keras's layer. tfjs's own needs both gamma and beta to train and takes inputs of up to three axes only.
 */
function kerasBatchNormalization(tf: Tf, name: string, { momentum, epsilon, center, scale }: Settings): tfjs.layers.Layer {
  type Weight = ReturnType<tfjs.layers.Layer["addWeight"]>;
  class KerasBatchNormalization extends tf.layers.Layer {
    static className = "KerasBatchNormalization";
    #gamma: Weight | null = null;
    #beta: Weight | null = null;
    #mean!: Weight;
    #variance!: Weight;

    override build(inputShape: tfjs.Shape): void {
      const [features] = inputShape.slice(-1) as [number];
      const add = (weight: string, trainable: boolean): Weight =>
        this.addWeight(weight, [features], "float32", tf.initializers.zeros(), undefined, trainable);
      if (scale) this.#gamma = add("gamma", true);
      if (center) this.#beta = add("beta", true);
      this.#mean = add("moving_mean", false);
      this.#variance = add("moving_variance", false);
      this.built = true;
    }

    override call(inputs: tfjs.Tensor | tfjs.Tensor[], kwargs: { training?: boolean }): tfjs.Tensor {
      return tf.tidy(() => {
        const x = Array.isArray(inputs) ? inputs[0]! : inputs;
        const rows = x.reshape<tfjs.Tensor2D>([-1, x.shape.at(-1)!]);
        return (kwargs.training ? this.#trained(rows) : this.#used(rows)).reshape(x.shape);
      });
    }

    /** By the batch's own mean and variance, which the moving ones follow. */
    #trained(rows: tfjs.Tensor2D): tfjs.Tensor {
      const { normal, mean, variance } = normalise(tf, rows, epsilon);
      const follow = (moving: Weight, value: tfjs.Tensor): void =>
        tf.tidy(() => void moving.write(moving.read().mul(momentum).add(value.mul(1 - momentum))));
      follow(this.#mean, mean);
      follow(this.#variance, variance);
      tf.dispose([mean, variance]);
      const scaled = this.#gamma ? normal.mul(this.#gamma.read()) : normal;
      return this.#beta ? scaled.add(this.#beta.read()) : scaled;
    }

    /** By the moving mean and variance, as one factor and one summand per feature. */
    #used(rows: tfjs.Tensor2D): tfjs.Tensor {
      const plain = this.#variance.read().add(epsilon).rsqrt();
      const factor = this.#gamma ? plain.mul(this.#gamma.read()) : plain;
      const shift = this.#mean.read().mul(factor).neg();
      return rows.mul(factor).add(this.#beta ? shift.add(this.#beta.read()) : shift);
    }

    override computeOutputShape(inputShape: tfjs.Shape): tfjs.Shape {
      return inputShape;
    }
  }
  return new KerasBatchNormalization({ name });
}

export const batchNormalization = defineLayer({
  kind: "BatchNormalization",
  family: "normalization",
  help: text(
    "Brings every feature (channel) of a batch to mean 0 and standard deviation 1, then scales and shifts it by learned values.",
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
      help: text("Added to the variance to prevent division by 0.", "加到方差上，避免除以 0。"),
    }),
    center: boolean({ default: true, help: text("Learns a shift, beta.", "学习平移量 beta。") }),
    scale: boolean({ default: true, help: text("Learns a factor, gamma.", "学习缩放量 gamma。") }),
    gamma_initializer: initializerField("ones", text("Initial values of gamma.", "gamma 的初始值。")),
    beta_initializer: initializerField("zeros", text("Initial values of beta.", "beta 的初始值。")),
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
  build: (tf, values, { name }) => kerasBatchNormalization(tf, name, values),
  lower: ({ momentum, epsilon, center, scale }, engine, input) =>
    engine.batchNormalization(
      input,
      {
        ...(scale ? { gamma: engine.weight("gamma") } : {}),
        ...(center ? { beta: engine.weight("beta") } : {}),
        mean: engine.weight("moving_mean"),
        variance: engine.weight("moving_variance"),
      },
      momentum,
      epsilon,
    ),
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
