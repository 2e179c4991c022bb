import { layers as layerKinds } from "../../layers";
import { isDict, type Dict } from "../content/json";
import type { FlatLayer } from "./flatModel";

/** Keras 1's names, and the short ones that Keras has beside the long. */
const otherNames: Readonly<Record<string, string>> = { Convolution2D: "Conv2D", MaxPool2D: "MaxPooling2D", BatchNorm: "BatchNormalization" };

/**
 * A class as it is called today: `BatchNormalizationV1` and `V2` of Keras 2 are BatchNormalization, and a registered
 * name can have Keras's package in front of it (`keras.layers>Dense`). Another package's class stays what it is.
 */
export function classToday(className: string): string {
  const own = className.replace(/^(?:keras|tf)[\w.]*>/, "");
  const plain = own.replace(/V[12]$/, "");
  return [own, plain, otherNames[plain]].find((name) => layerKinds.find(name)) ?? className;
}

/** The settings with which a layer does what an activation does, by class. */
const activationOf: Readonly<Record<string, { readonly activation: string; readonly when: Readonly<Record<string, unknown>> }>> = {
  ReLU: { activation: "relu", when: { max_value: null, negative_slope: 0, threshold: 0 } },
  Softmax: { activation: "softmax", when: {} },
  ELU: { activation: "elu", when: { alpha: 1 } },
  Identity: { activation: "linear", when: {} },
};

const common = ["name", "trainable", "dtype", "batch_input_shape", "axis"];

/** The layer under the name that it has here. ReLU, Softmax and their like become the Activation that computes the same. */
export function asOffered(entry: FlatLayer): FlatLayer {
  const className = classToday(entry.className);
  const same = Object.hasOwn(activationOf, className) && !layerKinds.find(className) ? activationOf[className] : undefined;
  if (!same) return { ...entry, className };
  const changed = Object.entries(entry.config).some(([key, value]) => !common.includes(key) && !isPlain(value, same.when[key]));
  if (changed) return { ...entry, className };
  const kept: Dict = Object.fromEntries(Object.entries(entry.config).filter(([key]) => common.includes(key)));
  return { ...entry, className: "Activation", config: { ...kept, activation: same.activation } };
}

/** TensorFlow.js writes numbers as they are, older Keras as `{"class_name": "__numpy__", …}` or as arrays of one. */
const isPlain = (value: unknown, wanted: unknown): boolean => {
  const plain: unknown = isDict(value) && "value" in value ? value.value : value;
  return plain === null || plain === undefined || plain === wanted;
};
