import { inferStack, layerNames } from "../../architecture";
import { layerOf, type LayerSpec } from "../../layers";
import type { Shape } from "../../schema";
import { Float, pythonJson, type Dict } from "../content/json";

/** `[null, 3072]`: a shape as Keras's configs write it, with the batch axis in front. */
export const batched = (shape: Shape): readonly (number | null)[] => [null, ...shape];

/**
 * A layer's own settings under Keras's names. Only keys that every Keras 3 knows: to a Keras that does not know it, any
 * other key is an error. Initializers stand by their short names, which every version reads.
 */
export function layerConfig(spec: LayerSpec, name: string): Dict {
  const { fields, keras } = layerOf(spec);
  const own = Object.entries(keras.toConfig(spec.values)).map(([key, value]) => {
    const isFloat = typeof value === "number" && fields[key as keyof typeof fields]?.control.type === "number";
    return [key, isFloat ? new Float(value) : value] as const;
  });
  return { name, trainable: true, dtype: "float32", ...Object.fromEntries(own) };
}

/** Keras takes letters, digits and `_ . -` in a model's name; TensorFlow's scopes take no others. */
export function kerasModelName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return /^[a-z]/.test(plain) ? plain.slice(0, 60).replace(/_+$/, "") : "sequential";
}

/**
 * The whole-model object of Keras 3: what `to_json` gives, and `config.json` in a `.keras` file. Its `config` is what
 * `get_config()` returns. Source: Keras `saving/serialization_lib.py`.
 */
export function kerasConfig(layers: readonly LayerSpec[], name: string, inputShape: Shape, compile?: Dict): Dict {
  const names = layerNames(layers);
  const object = (class_name: string, config: Dict): Dict => ({ module: "keras.layers", class_name, config, registered_name: null });
  const input = object("InputLayer", { batch_shape: batched(inputShape), dtype: "float32", name: "input_layer" });
  return {
    module: "keras",
    class_name: "Sequential",
    config: {
      name,
      trainable: true,
      dtype: "float32",
      layers: [input, ...layers.map((spec, i) => object(spec.kind, layerConfig(spec, names[i]!)))],
      build_input_shape: batched(inputShape),
    },
    registered_name: null,
    ...(compile ? { compile_config: compile } : {}),
  };
}

/**
 * What `model.get_config()` gives, as indented text, numbers printed as Python prints them: the inner `config` alone. Module,
 * class name and registered name are the wrapping that `to_json` puts around it.
 */
export const getConfigText = (layers: readonly LayerSpec[], name: string, inputShape: Shape): string =>
  pythonJson(kerasConfig(layers, name, inputShape).config, "  ");

/**
 * The model object of a legacy `.h5` file. `batch_input_shape` is the one name for the input that Keras 2 and Keras 3 both
 * read there.
 */
export function legacyConfig(layers: readonly LayerSpec[], name: string, inputShape: Shape): Dict {
  const names = layerNames(layers);
  const input = { batch_input_shape: batched(inputShape), dtype: "float32", sparse: false, name: "input_layer" };
  return {
    class_name: "Sequential",
    config: {
      name,
      layers: [
        { class_name: "InputLayer", config: input },
        ...layers.map((spec, i) => ({ class_name: spec.kind, config: layerConfig(spec, names[i]!) })),
      ],
    },
  };
}

/** A layer as a config lists it. */
interface Listed {
  readonly class_name: string;
  readonly config: Dict;
}

/** The same object as tf.layers reads it. */
export function tfjsConfig(layers: readonly LayerSpec[], name: string, inputShape: Shape): Dict {
  const { rows } = inferStack(layers, inputShape);
  const legacy = legacyConfig(layers, name, inputShape) as { class_name: string; config: { layers: readonly Listed[] } };
  const list = legacy.config.layers.map((layer, i): Listed => {
    const row = rows[i - 1];
    if (!row?.input || !row.output) return layer;
    // tf.layers cannot work out a side of −1 behind an open batch (tfjs PR 2719), so the shape is given in full; and its
    // Flatten takes no sample that is flat already.
    const isIdleFlatten = layer.class_name === "Flatten" && row.input.length === 1;
    if (isIdleFlatten) return { class_name: "Reshape", config: { name: row.name, trainable: true, dtype: "float32", target_shape: row.output } };
    return "target_shape" in layer.config ? { ...layer, config: { ...layer.config, target_shape: row.output } } : layer;
  });
  return { class_name: legacy.class_name, config: { name, layers: list } };
}

/** Whether two stacks are the same to any program that reads their files: names and ways of writing aside. */
export function sameStack(a: readonly LayerSpec[], b: readonly LayerSpec[], inputShape: Shape): boolean {
  const told = (layers: readonly LayerSpec[]): string => {
    const { config } = tfjsConfig(layers, "", inputShape) as { config: { layers: readonly Listed[] } };
    const plain = config.layers.map(({ class_name, config: own }) => [class_name, Object.entries(own).filter(([key]) => key !== "name").sort()]);
    return JSON.stringify(plain);
  };
  return told(a) === told(b);
}
