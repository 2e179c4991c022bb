import { snakeCase, type LayerWeight } from "../../architecture";
import type { LayerSpec } from "../../layers";
import { sameShape, showTuple, text, type Problem, type Shape, type Text } from "../../schema";
import { FileProblems } from "../refuse";
import type { WeightPlace } from "./readConfig";
import { checkShape, wantedWeights, type Wanted } from "./weightFile";

/** A weight of a list whose order is not known to mean anything. */
export interface NamedWeight {
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array;
}

export interface Matched {
  readonly weights: readonly LayerWeight[];
  /** How they were matched, where not by their very names. */
  readonly note?: Text;
}

/** A weight's name in parts: the layer's (empty where the name has none), and the weight's own or its number. */
interface Parsed extends NamedWeight {
  readonly layer: string;
  readonly own: string;
  readonly numbered: boolean;
}

/** `sequential/dense/kernel:0` → dense, kernel; `layers/dense/vars/0` → dense, 0; `kernel` → no layer, kernel. */
function parse(weight: NamedWeight): Parsed {
  const parts = weight.name.replace(/:\d+$/, "").split("/");
  const own = parts.at(-1);
  const numbered = /^\d+$/.test(own);
  const before = parts.slice(0, -1);
  if (before.at(-1) === "vars") before.pop();
  return { ...weight, own, numbered, layer: numbered ? before.filter((part) => part !== "layers" && part !== "_layer_checkpoint_dependencies").join("/layers/") : (before.at(-1) ?? "") };
}

/** A layer with weights: what it wants, and under which names files know it. */
interface Receiver {
  readonly wanted: readonly Wanted[];
  readonly name: string;
  readonly groups: readonly string[];
}

/** The weights of one layer of the file. */
interface Giver {
  readonly layer: string;
  readonly weights: readonly Parsed[];
}

/** Which giver each receiver takes its weights from. */
type Pairing = readonly (Giver | undefined)[];

/**
 * Finds for every weight of a stack the one of the list that is meant for it. A name that exists may belong to another layer
 * where a converter named them anew, so one rule has to explain the whole list, every shape included: the exact names; the
 * ends of the names; Keras's numbering; the order of the counters in the names; the order of the list. A list that a rule
 * explains in several ways, or none explains, is refused with both lists.
 */
export function matchWeights(found: readonly NamedWeight[], layers: readonly LayerSpec[], inputShape: Shape, places: readonly WeightPlace[] | undefined, at: Problem["path"]): Matched {
  const all = wantedWeights(layers, inputShape).filter(({ length }) => length > 0);
  const receivers = all.map((wanted): Receiver => {
    const place = places?.[wanted[0]!.layer];
    return { wanted, name: place?.name ?? wanted[0]!.layerName, groups: place?.groups ?? [wanted[0]!.layerName] };
  });
  const exact = byExactName(found, receivers, at);
  if (exact) return { weights: exact };
  const parsed = found.map(parse);
  const givers = giversOf(parsed);
  for (const { how, pairings } of rules(receivers, givers)) {
    const fitting = pairings.filter((pairing) => fits(receivers, pairing, givers));
    const different = fitting.filter((pairing, i) => fitting.findIndex((other) => other.every((giver, r) => giver === pairing[r])) === i);
    if (different.length > 1) return refuseLists("could belong to the layers in several ways", "可以有多种方式对应各层", found, all, at);
    if (different[0]) {
      const weights = receivers.flatMap(({ wanted }, r) => wanted.map((one, i) => taken(one, partOf(different[0]![r]!, one, i)!.values)));
      return { weights, note: noteOf(how, receivers, different[0]) };
    }
  }
  return refuseLists("do not fit the layers", "与各层不符", found, all, at);
}

const taken = ({ layer, layerName, name, shape, trainable }: Wanted, values: Float32Array): LayerWeight => ({ layer, layerName, name, shape, trainable, values });

/** The names are the config's own; undefined where they are not, as a whole. */
function byExactName(found: readonly NamedWeight[], receivers: readonly Receiver[], at: Problem["path"]): readonly LayerWeight[] | undefined {
  const byName = new Map(found.map((weight) => [weight.name, weight]));
  const wanted = receivers.flatMap(({ name, wanted: list }) => list.map((one) => ({ one, key: `${name}/${one.name}` })));
  if (byName.size !== found.length || wanted.length !== found.length || !wanted.every(({ key }) => byName.has(key))) return undefined;
  return wanted.map(({ one, key }) => {
    const held = byName.get(key)!;
    checkShape(key, one.shape, held.shape, at.join("."));
    return taken(one, held.values);
  });
}

/** The list by layers. Names without a layer's name are a new layer's where a name comes again. */
function giversOf(parsed: readonly Parsed[]): readonly Giver[] {
  const givers: { layer: string; weights: Parsed[] }[] = [];
  for (const weight of parsed) {
    const known = givers.findLast(({ layer }) => layer === weight.layer);
    const again = known?.weights.some(({ own }) => own === weight.own);
    if (known && !again) known.weights.push(weight);
    else givers.push({ layer: weight.layer, weights: [weight] });
  }
  return givers;
}

interface Rule {
  readonly how: Text;
  readonly pairings: readonly Pairing[];
}

/** From the surest to the least sure. */
function rules(receivers: readonly Receiver[], givers: readonly Giver[]): readonly Rule[] {
  const numbered = givers.every(({ weights }) => weights.every((weight) => weight.numbered));
  const named = givers.every(({ layer }) => layer !== "");
  const unique = new Set(givers.map(({ layer }) => layer)).size === givers.length;
  const find = (names: readonly string[]): Giver | undefined => givers.find(({ layer }) => names.includes(layer));
  return [
    ...(named && unique && !numbered
      ? [{ how: text("the ends of their names", "名称的结尾"), pairings: [receivers.map(({ name }) => find([name]))] }]
      : []),
    // Keras numbers layers by their class, whatever their names.
    ...(named && unique && numbered
      ? [{ how: text("the class and number of their layers", "各层的类型和序号"), pairings: [receivers.map(({ groups }) => find(groups))] }]
      : []),
    ...(named && unique ? [{ how: text("the order of the numbers in their layers' names", "层名中数字的顺序"), pairings: byCounter(receivers, givers) }] : []),
    ...(named ? [] : [{ how: text("their order and their shapes", "排列顺序和形状"), pairings: byOrder(receivers, givers) }]),
  ];
}

/** `dense_12` → dense, 12; the first of a class has no number. */
const counterOf = (name: string): readonly [base: string, count: number] => {
  const [, base = name, count = "0"] = /^(.*?)_?(\d+)$/.exec(name) ?? [];
  return [base, Number(count)];
};

const byCount = (a: string, b: string): number => counterOf(a)[1] - counterOf(b)[1];

/**
 * The names count on from another number than the config's: the first of a base is the first of the base there. Where the
 * config's own numbers are not in the order of the layers either order could be meant.
 */
function byCounter(receivers: readonly Receiver[], givers: readonly Giver[]): readonly Pairing[] {
  const baseOf = (name: string): string => counterOf(name)[0];
  const pairing = (ordered: readonly Receiver[]): Pairing => {
    const left = [...givers].sort((a, b) => byCount(a.layer, b.layer));
    const taken = new Map<Receiver, Giver>();
    for (const receiver of ordered) {
      const place = left.findIndex(({ layer }) => baseOf(layer) === baseOf(receiver.name));
      if (place >= 0) taken.set(receiver, left.splice(place, 1)[0]!);
    }
    return receivers.map((receiver) => taken.get(receiver));
  };
  return [pairing(receivers), pairing([...receivers].sort((a, b) => byCount(a.name, b.name)))];
}

/** Without names: the order of the layers, or the alphabetical order of their names, which is HDF5's. Both have to come to the same. */
function byOrder(receivers: readonly Receiver[], givers: readonly Giver[]): readonly Pairing[] {
  if (givers.length !== receivers.length) return [];
  const alphabetical = [...receivers].sort((a, b) => (a.name < b.name ? -1 : 1));
  return [receivers, alphabetical].map((order) => receivers.map((receiver) => givers[order.indexOf(receiver)]));
}

/** The weight of a giver that is meant: by its number or by its name. */
const partOf = (giver: Giver, { name }: Wanted, i: number): Parsed | undefined => giver.weights.find(({ own, numbered }) => own === (numbered ? String(i) : name));

const fits = (receivers: readonly Receiver[], pairing: Pairing, givers: readonly Giver[]): boolean =>
  new Set(pairing).size === givers.length &&
  receivers.length === givers.length &&
  receivers.every(({ wanted }, r) => {
    const giver = pairing[r];
    return giver?.weights.length === wanted.length && wanted.every((one, i) => sameShape(partOf(giver, one, i)?.shape ?? [], one.shape));
  });

function noteOf({ en, zh }: Text, receivers: readonly Receiver[], pairing: Pairing): Text {
  const first = receivers[0]!;
  const example = `${partOf(pairing[0]!, first.wanted[0]!, 0)!.name} → ${first.name}/${first.wanted[0]!.name}`;
  return text(`The weights have other names than the layers; they were matched by ${en} (${example}).`, `权重的名称与各层不同，已按${zh}对应（${example}）。`);
}

const most = 24;

/** Refuses with both lists, which stand in the details. */
function refuseLists(en: string, zh: string, found: readonly NamedWeight[], all: readonly (readonly Wanted[])[], path: Problem["path"]): never {
  const wanted = all.flat().map(({ layerName, name, shape }) => ({ name: `${layerName}/${name}`, shape }));
  const list = (some: readonly { readonly name: string; readonly shape: Shape }[]): string =>
    some.slice(0, most).map(({ name, shape }) => `${name} ${showTuple(shape)}`).join(", ") + (some.length > most ? ", …" : "");
  const has = (some: readonly { readonly name: string }[], name: string): boolean => some.some((one) => one.name === name);
  const missing = wanted.filter(({ name }) => !has(found, name));
  const strange = found.find(({ name }) => !has(wanted, name));
  // Where most names agree, the one that does not is what is wrong.
  const agree = wanted.length - missing.length;
  const short =
    missing.length && agree * 2 > wanted.length
      ? text(`the weight ${missing[0]!.name} is missing`, `缺少权重 ${missing[0]!.name}`)
      : !missing.length && strange
        ? text(`the weight ${strange.name} belongs to no layer of the model`, `权重 ${strange.name} 不属于模型的任何一层`)
        : text(`the weights ${en}`, `权重${zh}`);
  const [have, want] = [list(found), list(wanted)];
  const message = text(`${short.en}. In the file: ${have}. Expected: ${want}`, `${short.zh}。文件中有：${have}。应为：${want}`);
  throw new FileProblems([{ path, message, short: { text: short, lacking: false } }]);
}

/** Whether a weight is the optimizer's, or the state of a random generator, by the name that converters write. */
export const isNoLayerWeight = (name: string): boolean => /^(optimizer\/vars\/\d+$|optimizer_weights\/|training\/)|(^|\/)seed_generator/.test(name) || snakeCase(name) === "iter";
