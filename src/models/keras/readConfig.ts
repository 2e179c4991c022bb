import { inferStack } from "../../architecture";
import { layers as layerKinds, notOffered, readLayer, type LayerSpec } from "../../layers";
import { defaultsOf, readField, shown, sizeOf, text, type Fields, type Problem, type Shape, type Text } from "../../schema";
import { isDict, type Dict } from "../content/json";
import { FileProblems, refuse } from "../refuse";
import { asOffered } from "./classNames";
import { flatModel, type FlatLayer, type FlatModel } from "./flatModel";

/** What a model object holds, before its weights. */
export interface ConfigRead {
  readonly name: string;
  readonly layers: readonly LayerSpec[];
  /** Where the file keeps each layer's weights. */
  readonly places: readonly WeightPlace[];
  readonly inputShape: Shape;
  readonly notes: readonly Text[];
}

/** See `FlatLayer`. */
export type WeightPlace = Pick<FlatLayer, "name" | "names" | "groups">;

const most = { parameters: 2 ** 28 };

type Path = Problem["path"];

/**
 * Reads a model as any Keras from 2.0 on or TensorFlow.js writes it: Sequential, or Functional where the layers form a
 * chain. Module paths are not looked at and nothing is executed: a class is known by its name or refused. `path` leads to
 * the object within its file.
 */
export function readKerasConfig(raw: unknown, path: Path): ConfigRead {
  const flat = flatModel(raw, path);
  const inputShape = readInputShape(flat);
  const stack = flat.layers.map(asOffered);
  const notes: Text[] = [...flat.notes];
  const problems: Problem[] = [];
  const layers = stack.flatMap((entry, i) => {
    const read = readOne(entry, `l${i + 1}`, notes, problems);
    return read ? [read] : [];
  });
  if (problems.length) throw new FileProblems(problems);
  checkStack(layers, stack, inputShape);
  return { name: flat.name, layers, places: flat.layers, inputShape, notes };
}

/** From the input layer, else from the first layer or the model, where Keras 2 and TensorFlow.js write it. */
function readInputShape({ inputShape: raw, inputPath: path }: FlatModel): Shape {
  if (raw === undefined) {
    return refuse(path, "the model does not say what shape its input has (no InputLayer, no batch_input_shape)", "模型没有说明输入形状（没有 InputLayer，也没有 batch_input_shape）");
  }
  const shape: unknown[] = Array.isArray(raw) ? raw.slice(1) : [];
  const whole = shape.every((side): side is number => typeof side === "number" && Number.isInteger(side) && side > 0);
  if (!shape.length || shape.length > 8 || !whole || sizeOf(shape) > 1 << 24) {
    return refuse(
      [...path, "config"],
      `expected an input shape with all sides known, such as [null, 32, 32, 3]; received ${shown(raw)}`,
      `输入形状的各维须已知，例如 [null, 32, 32, 3]；收到的是 ${shown(raw)}`,
    );
  }
  return shape;
}

/** Keys that say nothing about what a layer computes. */
const silent = new Set(["name", "trainable", "dtype", "batch_input_shape", "batch_shape", "input_dtype", "input_dim", "input_length", "seed", "fused", "renorm_momentum", "axis"]);

function readOne(entry: FlatLayer, id: string, notes: Text[], problems: Problem[]): LayerSpec | undefined {
  const { className, name } = entry;
  const path: Path = [...entry.path, "config"];
  const say = (key: string, message: Text, lacking?: unknown, advice?: Text): undefined => {
    problems.push({
      path: key ? [...path, key] : path,
      message: text(`layer "${name}" (${className}): ${message.en}`, `层“${name}”（${className}）：${message.zh}`),
      short: lacking === undefined ? shortOf(name, key, message) : { text: text(`${name}: ${key} (${nameOf(lacking)})`, `${name}：${key}（${nameOf(lacking)}）`), lacking: true, ...(advice ? { advice } : {}) },
    });
  };
  const kind = layerKinds.find(className);
  if (!kind) {
    // The list of what there is instead is long: the first such layer brings it.
    const first = !problems.some(({ path: at }) => at.at(-1) === "class_name");
    const known = layerKinds.kinds.join(", ");
    const [en, zh] = first ? [`; known are ${known}`, `；可用的有 ${known}`] : ["", ""];
    problems.push({
      path: [...entry.path, "class_name"],
      message: text(`layer "${name}" is a ${className}, which is not offered here${en}`, `层“${name}”的类型 ${className} 在这里不可用${zh}`),
      short: { text: text(`${className} (layer ${name})`, `${className}（层 ${name}）`), lacking: true },
    });
    return undefined;
  }
  checkDtype(entry.config.dtype, name, say, notes);
  const plain = kind.keras.fromConfig(entry.config);
  const refused = plain.ok ? [] : plain.error;
  for (const { key, value, message, advice } of refused) say(key, message, value, advice);
  // The rest is read as well, so that everything is named at once.
  const config: Dict = Object.fromEntries(Object.entries(entry.config).filter(([key]) => !refused.some((one) => one.key === key)));
  const read = plain.ok ? plain : kind.keras.fromConfig(config);
  if (!read.ok) return undefined;
  // A key that the kind neither reads nor knows could change what the layer computes, unless it is off.
  const known = new Set([...Object.keys(kind.keras.toConfig(defaultsOf(kind.fields))), ...Object.keys(kind.fields)]);
  for (const [key, value] of Object.entries(config)) {
    if (known.has(key) || silent.has(key) || isOff(value)) continue;
    const { message, advice } = notOffered(key, value);
    say(key, message, value, advice);
  }
  const layer = readLayer(id, kind.kind, withoutUnknownInitializers(read.value, kind.fields, name, notes), path);
  if (!layer.ok) {
    for (const found of layer.error) {
      const key = String(found.path.at(-1));
      const value = read.value[key];
      // A name that is not among the choices is one that Keras has and this page has not.
      say(key, found.message, kind.fields[key]?.control.type === "choice" && typeof value === "string" ? value : undefined);
    }
    return undefined;
  }
  if (config.trainable === false) {
    notes.push(text(`Layer "${name}" is frozen in the file; here every layer is trained.`, `层“${name}”在文件中被冻结；这里所有层都会训练。`));
  }
  return layer.value;
}

/** How a weight once began matters only when it begins again: an initializer that is not offered gives way to the default. */
function withoutUnknownInitializers(raw: Dict, fields: Fields, name: string, notes: Text[]): Dict {
  const kept = Object.entries(raw).filter(([key, value]) => {
    const field = fields[key];
    if (!key.endsWith("_initializer") || !field || value === undefined || readField(field, value, [key]).ok) return true;
    const [what, preset] = [`${name}.${key} = ${shown(value)}`, String(field.default)];
    notes.push(text(`${what} is not offered here. New initial weights use ${preset}.`, `这里没有 ${what}；重新初始化权重时改用 ${preset}。`));
    return false;
  });
  return Object.fromEntries(kept);
}

/** `dense: units: expected …`: the place as a person knows it. */
const shortOf = (name: string, key: string, { en, zh }: Text): NonNullable<Problem["short"]> => {
  const [at, here] = key ? [`${name}: ${key}`, `${name}：${key}`] : [name, name];
  return { text: text(`${at}: ${en}`, `${here}：${zh}`), lacking: false };
};

/** `L2` of `{class_name: "L2", config: …}`. */
const nameOf = (value: unknown): string => (typeof value === "string" ? value : isDict(value) && typeof value.class_name === "string" ? value.class_name : shown(value));

const isOff = (value: unknown): boolean => value === null || value === false || (isDict(value) && !Object.keys(value).length);

/** float32 only; mixed precision keeps its weights in float32 and differs in speed. */
function checkDtype(raw: unknown, name: string, say: (key: string, message: Text) => void, notes: Text[]): void {
  const dtype = isDict(raw) && isDict(raw.config) ? raw.config.name : raw;
  if (dtype === undefined || dtype === null || dtype === "float32") return;
  if (typeof dtype === "string" && dtype.startsWith("mixed_")) {
    notes.push(text(`Layer "${name}" computes in ${dtype} in the file, and in float32 here.`, `层“${name}”在文件中用 ${dtype} 计算，这里用 float32。`));
    return;
  }
  say("dtype", text(`expected float32, received ${shown(dtype)}`, `应为 float32，收到的是 ${shown(dtype)}`));
}

/** The layers must fit together, and an axis that a file names must be the last one: the only one offered here. */
function checkStack(layers: readonly LayerSpec[], entries: readonly FlatLayer[], inputShape: Shape): void {
  const stack = inferStack(layers, inputShape);
  stack.rows.forEach((row, i) => {
    const { name, path, config } = entries[i]!;
    if (row.problem) {
      const message = text(`layer "${name}": ${row.problem.en}`, `层“${name}”：${row.problem.zh}`);
      throw new FileProblems([{ path, message, short: { text: message, lacking: false } }]);
    }
    const axis: unknown = Array.isArray(config.axis) && config.axis.length === 1 ? config.axis[0] : config.axis;
    if (axis === undefined || axis === null || axis === -1 || axis === row.input?.length) return;
    const received = shown(config.axis);
    const want = text(`expected -1, the last axis, received ${received}`, `应为 -1（最后一维），收到的是 ${received}`);
    const message = text(`layer "${name}": ${want.en}`, `层“${name}”：${want.zh}`);
    throw new FileProblems([{ path: [...path, "config", "axis"], message, short: shortOf(name, "axis", want) }]);
  });
  const parameters = stack.trainable + stack.nonTrainable;
  if (parameters > most.parameters) {
    refuse([], `the model has ${parameters.toLocaleString("en")} parameters; at most ${most.parameters.toLocaleString("en")} can be opened`, `模型有 ${parameters.toLocaleString("en")} 个参数；最多可打开 ${most.parameters.toLocaleString("en")} 个`);
  }
}
