import type { LossName, OptimizerName } from "../../../compile";
import type { LayerKindName } from "../../../layers";
import type { Shape } from "../../../schema";

export type Part = readonly [LayerKindName, object?];

export interface Case {
  readonly layers: readonly Part[];
  readonly input: Shape;
  /** Numbers along the last axis of the model's output. */
  readonly outputs: number;
  /** Rows of outputs for one sample, where the output has two axes; else 1. */
  readonly rows?: number;
  readonly loss?: LossName;
  readonly from_logits?: boolean;
  readonly optimizer?: readonly [OptimizerName, object?];
  /** Sizes of the batches, one after another; the largest is the engine's. */
  readonly batches?: readonly number[];
}

/** How far the engine may be from tfjs: the sums of both are rounded in different orders. */
export interface Tolerance {
  readonly gradient: number;
  readonly loss: number;
  readonly weights: number;
  readonly outputs: number;
}

const near: Tolerance = { gradient: 2e-4, loss: 2e-5, weights: 2e-5, outputs: 2e-5 };
const head: Part = ["Dense", { units: 3, activation: "softmax" }];

/** Everything that the engine covers, by name: the same table is held against tfjs in Node and, with threads and fused multiply-add, in a browser. */
function* all(): Generator<readonly [string, Case, Tolerance?]> {
  for (const activation of ["linear", "relu", "sigmoid", "tanh", "elu", "selu", "softplus", "softsign", "softmax"] as const) {
    yield [`Dense with ${activation}`, { layers: [["Dense", { units: 7, activation }], ["Dense", { units: 5, use_bias: false, activation }], head], input: [11], outputs: 3 }];
  }

  const convolutions: readonly [string, object, Shape][] = [
    ["3×3 valid", { filters: 4 }, [7, 6, 3]],
    ["3×3 same", { filters: 5, padding: "same", activation: "relu" }, [6, 7, 2]],
    ["5×2 same, stride 2×3", { filters: 3, kernel_size: [5, 2], strides: [2, 3], padding: "same" }, [9, 8, 3]],
    ["2×4 valid, stride 3×2", { filters: 9, kernel_size: [2, 4], strides: [3, 2], use_bias: false }, [8, 9, 4]],
    ["1×1", { filters: 8, kernel_size: [1, 1] }, [4, 5, 6]],
  ];
  for (const [name, values, input] of convolutions) {
    const behind: Part = ["Conv2D", { filters: 3, kernel_size: [2, 2], padding: "same", activation: "tanh" }];
    yield [`Conv2D ${name}, in front of another one`, { layers: [["Conv2D", values], behind, ["Flatten"], head], input, outputs: 3 }];
    const before: Part = ["Conv2D", { filters: input[2], kernel_size: [1, 1] }];
    yield [`Conv2D ${name} behind another one`, { layers: [before, ["Conv2D", values], ["Flatten"], head], input, outputs: 3 }];
  }

  for (const values of [{}, { pool_size: [3, 3] }, { pool_size: [3, 2], strides: [2, 1], padding: "same" }, { pool_size: [2, 3], strides: [1, 2] }]) {
    const layers: Part[] = [["Conv2D", { filters: 5, kernel_size: [2, 2] }], ["MaxPooling2D", values], ["Flatten"], head];
    yield [`MaxPooling2D ${JSON.stringify(values)}`, { layers, input: [8, 7, 2], outputs: 3 }];
  }
  yield ["MaxPooling2D in front of everything", { layers: [["MaxPooling2D"], ["Flatten"], head], input: [6, 6, 3], outputs: 3 }];

  for (const values of [{}, { center: false, momentum: 0.5 }, { scale: false, epsilon: 0.1 }]) {
    const norm: Part = ["BatchNormalization", values];
    const layers: Part[] = [["Conv2D", { filters: 5 }], norm, ["Activation"], ["Flatten"], ["Dense", { units: 6 }], norm, head];
    // The bias in front of the layer has the gradient 0. Rounding leaves some 1e-7 there, which is compared with 1e-3.
    yield [`BatchNormalization ${JSON.stringify(values)}`, { layers, input: [5, 5, 2], outputs: 3 }, { ...near, gradient: 5e-4 }];
  }
  yield ["BatchNormalization in front of everything", { layers: [["BatchNormalization"], head], input: [6], outputs: 3 }];

  const dropping: Part[] = [["Dropout", { rate: 0.3 }], ["Dense", { units: 9, activation: "relu" }], ["Dropout", { rate: 0.4 }], head];
  yield ["Dropout draws the same masks", { layers: dropping, input: [13], outputs: 3 }];
  // Where nobody drops anything out, the layer behind looks at another place of the memory.
  const behindDropout: readonly (readonly [string, readonly Part[]])[] = [
    ["a valid convolution", [["Conv2D", { filters: 4 }], ["Dropout", { rate: 0.4 }], ["Conv2D", { filters: 3, kernel_size: [2, 2] }], ["Flatten"], head]],
    ["a 1×1 convolution behind pooling", [["Conv2D", { filters: 4 }], ["MaxPooling2D"], ["Dropout", { rate: 0.4 }], ["Conv2D", { filters: 3, kernel_size: [1, 1] }], ["Flatten"], head]],
    ["a padded convolution and pooling", [["Dropout", { rate: 0.4 }], ["Conv2D", { filters: 4, padding: "same" }], ["Dropout", { rate: 0.2 }], ["MaxPooling2D"], ["Flatten"], head]],
    ["nothing", [["Flatten"], ["Dense", { units: 3, activation: "softmax" }], ["Dropout", { rate: 0.4 }]]],
  ];
  for (const [what, layers] of behindDropout) yield [`Dropout in front of ${what}`, { layers, input: [7, 7, 2], outputs: 3, loss: "mean_squared_error" }];
  const reshaping: Part[] = [
    ["Dense", { units: 12 }],
    ["Reshape", { target_shape: [2, -1, 3] }],
    ["Conv2D", { filters: 2, kernel_size: [1, 2] }],
    ["Activation", { activation: "sigmoid" }],
    ["Flatten"],
    head,
  ];
  yield ["Reshape and Activation", { layers: reshaping, input: [5], outputs: 3 }];
  yield ["Dense over the last axis of a picture", { layers: [["Dense", { units: 4, activation: "tanh" }], ["Flatten"], head], input: [3, 4, 2], outputs: 3 }];

  const rules: readonly (readonly [OptimizerName, object])[] = [
    ["SGD", { learning_rate: 0.1 }],
    ["SGD", { momentum: 0.9 }],
    ["SGD", { momentum: 0.8, nesterov: true }],
    ["RMSprop", {}],
    ["RMSprop", { momentum: 0.5, centered: true, epsilon: 1e-3 }],
    ["Adam", { learning_rate: 0.01 }],
    ["Adam", { learning_rate: 0.01, beta_2: 0.7, amsgrad: true }],
    ["Adagrad", { learning_rate: 0.1 }],
    ["Adadelta", { learning_rate: 1 }],
  ];
  for (const [kind, values] of rules) {
    // These divide by the root of tiny squares, which magnifies the last bit of a gradient.
    const wider = { ...near, weights: 2e-4, outputs: 2e-4, gradient: 2e-3 };
    yield [`${kind} ${JSON.stringify(values)}`, { layers: [["Dense", { units: 9, activation: "tanh" }], head], input: [10], outputs: 3, optimizer: [kind, values] }, wider];
  }

  for (const loss of ["categorical_crossentropy", "binary_crossentropy", "mean_squared_error", "mean_squared_logarithmic_error", "hinge"] as const) {
    yield [`${loss} behind sigmoid`, { layers: [["Dense", { units: 4, activation: "sigmoid" }]], input: [6], outputs: 4, loss }];
  }
  // Saturated outputs: weights that are large from the beginning.
  const wideKernel = { kernel_initializer: "random_normal" };
  for (const [loss, activation, outputs] of [["binary_crossentropy", "sigmoid", 1], ["binary_crossentropy", "sigmoid", 5], ["categorical_crossentropy", "softmax", 5]] as const) {
    const inner: Part = ["Dense", { units: 6, activation: "tanh" }];
    const layersOf = (...last: Part[]): Part[] => [["Dense", { units: 60, ...wideKernel }], inner, ...last];
    yield [`${loss} of ${outputs} behind a ${activation} of its own layer`, { layers: layersOf(["Dense", { units: outputs }], ["Activation", { activation }]), input: [6], outputs, loss }];
    yield [`${loss} of ${outputs} behind ${activation} and layers that pass on`, { layers: layersOf(["Dense", { units: outputs, activation }], ["Activation", { activation: "linear" }], ["Dropout", { rate: 0 }]), input: [6], outputs, loss }];
    yield [`${loss} of ${outputs} from logits`, { layers: layersOf(["Dense", { units: outputs }]), input: [6], outputs, loss, from_logits: true }];
    yield [`${loss} of ${outputs} from logits behind tanh`, { layers: layersOf(["Dense", { units: outputs, activation: "tanh" }]), input: [6], outputs, loss, from_logits: true }];
    yield [`${loss} of ${outputs} behind ${activation} and Dropout`, { layers: layersOf(["Dense", { units: outputs, activation }], ["Dropout", { rate: 0.1 }], ["Flatten"]), input: [6], outputs, loss }];
  }
  for (const loss of ["categorical_crossentropy", "binary_crossentropy", "mean_squared_error", "hinge"] as const) {
    for (const activation of ["softmax", "sigmoid"] as const) {
      yield [`${loss} of rows of classes behind ${activation}`, { layers: [["Dense", { units: 4, activation }]], input: [3, 5], outputs: 4, rows: 3, loss }];
    }
  }
  const belowZero: Part[] = [["Dense", { units: 4, activation: "tanh" }]];
  yield ["mean_squared_logarithmic_error of outputs below 0", { layers: belowZero, input: [6], outputs: 4, loss: "mean_squared_logarithmic_error" }];
  const single: Part[] = [["Dense", { units: 4, activation: "tanh" }], ["Dense", { units: 1, activation: "sigmoid" }]];
  yield ["binary cross-entropy on one output", { layers: single, input: [2], outputs: 1, loss: "binary_crossentropy" }];
  const wide: Part[] = [["Dense", { units: 130, activation: "relu" }], ["Dense", { units: 11, activation: "tanh" }], head];
  yield ["sizes beyond the kernels' blocks", { layers: wide, input: [345], outputs: 3, batches: [103, 103, 17, 103, 103, 17, 103, 103, 17, 103] }];
  const chain: Part[] = [
    ["Conv2D", { filters: 3 }],
    ["Conv2D", { filters: 5, kernel_size: [2, 2], strides: [2, 2] }],
    ["Conv2D", { filters: 4, padding: "same" }],
    ["Conv2D", { filters: 2, kernel_size: [1, 2] }],
    ["Flatten"],
    head,
  ];
  yield ["four convolutions of different sizes, each handing its gradient on", { layers: chain, input: [11, 9, 2], outputs: 3 }];
  const deep: Part[] = [["Conv2D", { filters: 130, kernel_size: [1, 1], activation: "tanh" }], ["Conv2D", { filters: 7, kernel_size: [3, 3] }], ["Flatten"], head];
  yield ["a convolution deeper than a block", { layers: deep, input: [5, 5, 2], outputs: 3, batches: [4, 4, 3, 4, 4, 4, 3, 4, 4, 4] }];

  // Large enough that every operation is shared out between threads.
  const shared: Part[] = [
    ["Conv2D", { filters: 16, padding: "same" }],
    ["BatchNormalization"],
    ["Activation", { activation: "relu" }],
    ["MaxPooling2D"],
    ["Conv2D", { filters: 24, padding: "same", activation: "tanh" }],
    ["Dropout", { rate: 0.25 }],
    ["Flatten"],
    ["Dense", { units: 200, activation: "relu" }],
    ["Dense", { units: 3, activation: "softmax" }],
  ];
  yield ["a convnet that is worth several threads", { layers: shared, input: [16, 16, 6], outputs: 3, batches: [32, 32, 21, 32, 32, 32, 21, 32, 32, 32], optimizer: ["Adam", { learning_rate: 0.001 }] }, { ...near, weights: 2e-3, outputs: 2e-3, gradient: 5e-3, loss: 2e-4 }];
}

export const engineCases: readonly { readonly name: string; readonly setting: Case; readonly tolerance: Tolerance }[] = [...all()].map(
  ([name, setting, tolerance = near]) => ({ name, setting, tolerance }),
);
