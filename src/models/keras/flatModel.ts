import { snakeCase } from "../../architecture";
import { shown, text, type Problem, type Text } from "../../schema";
import { isDict, type Dict } from "../content/json";
import { FileProblems, refuse } from "../refuse";

type Path = Problem["path"];

/** A layer of a model object, and where the files keep its weights. */
export interface FlatLayer {
  readonly className: string;
  readonly name: string;
  readonly config: Dict;
  /** Leads to the layer within its file. */
  readonly path: Path;
  /** Names from the outermost model down to the layer: a legacy file keeps the weights under the first. */
  readonly names: readonly string[];
  /** The groups in which a Keras 3 weights file may keep the weights: `dense_1`, `sequential/layers/dense`. */
  readonly groups: readonly string[];
}

export interface FlatModel {
  readonly name: string;
  /** In the order in which a sample goes through them, without input layers. */
  readonly layers: readonly FlatLayer[];
  /** As the file has it, batch axis included; undefined where the file does not say. */
  readonly inputShape: unknown;
  readonly inputPath: Path;
  readonly notes: readonly Text[];
}

const most = { layers: 500, depth: 8 };

/** Model classes by their names in files; `Model` is Keras 2's Functional. */
const modelClasses: Readonly<Record<string, "list" | "graph">> = { Sequential: "list", Functional: "graph", Model: "graph" };
const isModel = (className: unknown): className is string => typeof className === "string" && Object.hasOwn(modelClasses, className);

/**
 * Reads a Sequential model, or a Functional one whose layers form a chain, and lays the layers of models inside it in one
 * row. A layer with several inputs, and an output that several layers take, are refused by the layer's name.
 */
export function flatModel(raw: unknown, path: Path): FlatModel {
  if (!isDict(raw)) return refuse(path, `expected a model object, received ${shown(raw)}`, `应为模型对象，收到的是 ${shown(raw)}`);
  if (!isModel(raw.class_name)) {
    const received = shown(raw.class_name);
    return refuse(
      [...path, "class_name"],
      `expected a Sequential or Functional model; this one is ${received}`,
      `应为 Sequential 或 Functional 模型；该模型为 ${received}`,
    );
  }
  const notes: Text[] = [];
  const { layers, input } = unfold(raw, path, { names: [], group: "", depth: 0 }, notes);
  if (layers.length > most.layers) {
    refuse(path, `expected 1 to ${most.layers} layers, received ${layers.length}`, `应为 1 到 ${most.layers} 层，收到的是 ${layers.length}`);
  }
  const name = isDict(raw.config) && typeof raw.config.name === "string" ? raw.config.name : "";
  return { name, layers, inputShape: input.shape, inputPath: input.path, notes };
}

interface Place {
  readonly names: readonly string[];
  /** The group of the enclosing model, with a slash at its end. */
  readonly group: string;
  readonly depth: number;
}

interface Unfolded {
  readonly layers: readonly FlatLayer[];
  readonly input: { readonly shape: unknown; readonly path: Path };
}

function unfold(model: Dict, path: Path, place: Place, notes: Text[]): Unfolded {
  if (place.depth > most.depth) return refuse(path, `models lie in models more than ${most.depth} deep`, `模型的嵌套超过 ${most.depth} 层`);
  // The first versions of Keras wrote the list of layers as the whole config.
  const config: Dict = isDict(model.config) ? model.config : { layers: model.config };
  const at: Path = isDict(model.config) ? [...path, "config", "layers"] : [...path, "config"];
  const list = config.layers;
  if (!Array.isArray(list) || list.length === 0 || list.length > most.layers) {
    const received = Array.isArray(list) ? `${list.length}` : shown(list);
    return refuse(at, `expected 1 to ${most.layers} layers, received ${received}`, `应为 1 到 ${most.layers} 层，收到的是 ${received}`);
  }
  const listed = list.map((entry: unknown, i): Listed => readEntry(entry, [...at, i]));
  const group = groupNames(listed);
  const chain = modelClasses[model.class_name as string] === "graph" ? chainOf(listed, config, at, notes) : listed;
  const inputs = chain.filter(({ className }) => className === "InputLayer");
  const parts = chain
    .filter(({ className }) => className !== "InputLayer")
    .map((entry): Unfolded => {
      const names = [...place.names, entry.name];
      const groups = group(entry).map((name) => place.group + name);
      if (isModel(entry.className)) return unfold(entry.raw, entry.path, { names, group: `${groups[0]!}/layers/`, depth: place.depth + 1 }, notes);
      const { className, name, config: own, path: where } = entry;
      return { layers: [{ className, name, config: own, path: where, names, groups }], input: inputOf(entry) };
    });
  const input = inputs[0] ? inputOf(inputs[0]) : (parts[0]?.input ?? { shape: undefined, path: [...at, 0] });
  const build = isDict(model.build_config) ? model.build_config.input_shape : undefined;
  return { layers: parts.flatMap(({ layers }) => layers), input: { ...input, shape: input.shape ?? config.build_input_shape ?? build } };
}

/** Where Keras 3 writes the input's shape, and where Keras 2 and TensorFlow.js do. */
const inputOf = ({ config, path }: Listed): Unfolded["input"] => ({ shape: config.batch_shape ?? config.batch_input_shape, path });

interface Listed {
  readonly className: string;
  readonly name: string;
  readonly config: Dict;
  readonly raw: Dict;
  readonly path: Path;
}

function readEntry(entry: unknown, path: Path): Listed {
  const whole = isDict(entry) && typeof entry.class_name === "string" && (isDict(entry.config) || (isModel(entry.class_name) && Array.isArray(entry.config)));
  if (!whole) {
    return refuse(path, `expected a layer with class_name and config, received ${shown(entry)}`, `应为含 class_name 和 config 的层，收到的是 ${shown(entry)}`);
  }
  const config: Dict = isDict(entry.config) ? entry.config : {};
  const className = entry.class_name as string;
  const name = [entry.name, config.name].find((one) => typeof one === "string") ?? className;
  return { className, name, config, raw: entry, path };
}

/**
 * The groups of the layers of one model: by class in snake case, and by their place among their like. Source: Keras
 * `saving/saving_lib.py`, `_save_container_state`. A class that has another name today may be filed under either.
 */
function groupNames(listed: readonly Listed[]): (entry: Listed) => readonly string[] {
  const counted = (nameOf: (entry: Listed) => string): Map<Listed, string> => {
    const seen = new Map<string, number>();
    return new Map(
      listed.map((entry) => {
        const name = snakeCase(nameOf(entry));
        const nth = seen.get(name) ?? 0;
        seen.set(name, nth + 1);
        return [entry, nth === 0 ? name : `${name}_${nth}`];
      }),
    );
  };
  const asWritten = counted(({ className }) => className);
  const today = counted(({ className }) => className.replace(/V[12]$/, ""));
  return (entry) => [...new Set([asWritten.get(entry)!, today.get(entry)!])];
}

/** The layers of a graph in the order of its one chain. */
function chainOf(listed: readonly Listed[], config: Dict, at: Path, notes: Text[]): readonly Listed[] {
  const byName = new Map(listed.map((entry) => [entry.name, entry]));
  const next = new Map<string, Listed>();
  const sources = new Map(listed.map((entry) => [entry, sourcesOf(entry, notes)]));
  const joining = listed.find((entry) => sources.get(entry)!.length > 1);
  if (joining) {
    const all = sources.get(joining)!;
    return notAChain(joining, text(`has ${all.length} inputs (${all.join(", ")})`, `有 ${all.length} 个输入（${all.join(", ")}）`));
  }
  for (const entry of listed) {
    const [source] = sources.get(entry)!;
    if (source === undefined) continue;
    if (!byName.has(source)) return refuse([...entry.path, "inbound_nodes"], `layer "${entry.name}" takes its input from "${source}", which the model does not have`, `层“${entry.name}”的输入来自“${source}”，模型中没有该层`);
    const other = next.get(source);
    if (other) {
      const words = text(`gives its output to 2 layers (${other.name}, ${entry.name})`, `的输出同时供 2 层使用（${other.name}, ${entry.name}）`);
      return notAChain(byName.get(source)!, words);
    }
    next.set(source, entry);
  }
  const starts = listed.filter((entry) => ![...next.values()].includes(entry));
  if (starts.length !== 1) {
    const names = starts.map(({ name }) => name).join(", ");
    return refuse(at, `the model has ${starts.length} inputs (${names}); only models with one input can be opened here`, `模型有 ${starts.length} 个输入（${names}）；这里只能打开单输入模型`);
  }
  const chain: Listed[] = [];
  for (let entry: Listed | undefined = starts[0]; entry && chain.length <= listed.length; entry = next.get(entry.name)) chain.push(entry);
  const outputs: string[] = [];
  namesIn(config.output_layers, outputs);
  const last = chain.at(-1).name;
  if (outputs.length > 1 || (outputs.length === 1 && outputs[0] !== last)) {
    const names = outputs.join(", ");
    return refuse([...at.slice(0, -1), "output_layers"], `the outputs of the model are those of ${names}; only models whose one output is that of the last layer, ${last}, can be opened here`, `模型的输出取自 ${names}；这里只能打开以最后一层 ${last} 为唯一输出的模型`);
  }
  return chain;
}

function notAChain({ name, className, path }: Listed, { en, zh }: Text): never {
  const message = text(
    `layer "${name}" (${className}) ${en}; only models whose layers form a single chain can be opened here`,
    `层“${name}”（${className}）${zh}；这里只能打开各层依次相连的模型`,
  );
  throw new FileProblems([{ path: [...path, "inbound_nodes"], message, short: { text: message, lacking: false } }]);
}

/** The layers whose outputs a layer takes. */
function sourcesOf(entry: Listed, notes: Text[]): readonly string[] {
  const nodes = entry.raw.inbound_nodes;
  if (nodes === undefined || nodes === null) return [];
  if (!Array.isArray(nodes)) return refuse([...entry.path, "inbound_nodes"], `expected a list, received ${shown(nodes)}`, `应为列表，收到的是 ${shown(nodes)}`);
  if (nodes.length > 1) return notAChain(entry, text(`is used ${nodes.length} times`, `被使用了 ${nodes.length} 次`));
  const found: string[] = [];
  namesIn(nodes, found, (key, value) => {
    if (key !== "training" || value !== false) {
      const what = `${key} = ${shown(value)}`;
      return refuse([...entry.path, "inbound_nodes"], `layer "${entry.name}" is called with ${what}, which is not offered here`, `层“${entry.name}”调用时带有 ${what}，这里不支持`);
    }
    notes.push(text(`Layer "${entry.name}" is called with training = false in the file; here it takes part in training as usual.`, `层“${entry.name}”在文件中以 training = false 调用；这里照常参与训练。`));
  });
  return found;
}

/**
 * Collects the layers that nodes name: `["dense", 0, 0, {…}]` as Keras 2 and TensorFlow.js write them, or a
 * `__keras_tensor__` of Keras 3. Whatever else a layer is called with goes to `onArgument`.
 */
function namesIn(value: unknown, found: string[], onArgument: (key: string, value: unknown) => void = () => undefined, depth = 0): void {
  if (depth > 16) return;
  const further = (inner: unknown): void => namesIn(inner, found, onArgument, depth + 1);
  const argumentsOf = (kwargs: unknown): void => {
    if (!isDict(kwargs)) return;
    for (const [key, inner] of Object.entries(kwargs)) {
      const before = found.length;
      further(inner);
      if (found.length === before && inner !== null && key !== "mask") onArgument(key, inner);
    }
  };
  if (Array.isArray(value)) {
    if (typeof value[0] === "string" && Number.isInteger(value[1]) && Number.isInteger(value[2])) {
      found.push(value[0]);
      argumentsOf(value[3]);
    } else value.forEach(further);
    return;
  }
  if (!isDict(value)) return;
  if (value.class_name === "__keras_tensor__") {
    const history = isDict(value.config) ? value.config.keras_history : undefined;
    if (Array.isArray(history) && typeof history[0] === "string") found.push(history[0]);
    return;
  }
  further(value.args);
  argumentsOf(value.kwargs);
}
