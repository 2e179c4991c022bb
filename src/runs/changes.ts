import type { Experiment } from "../experiment";
import { layers, type LayerKindName } from "../layers";
import { showTuple, text, type Fields, type Text } from "../schema";

type Values = Readonly<Record<string, unknown>>;
interface Part {
  readonly kind: string;
  readonly values: object;
}
interface Item extends Part {
  readonly id: string;
}

const shown = (value: unknown): string => (Array.isArray(value) ? showTuple(value as number[]) : String(value));
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const plain = (sentence: string): Text => text(sentence, sentence);

/** `learning_rate 0.01 → 0.001`: the parameters in which two sets of the same kind differ. */
function inValues(before: object, after: object): string[] {
  return Object.entries(after as Values)
    .filter(([name, value]) => !same((before as Values)[name], value))
    .map(([name, value]) => `${name} ${shown((before as Values)[name])} → ${shown(value)}`);
}

/** The same for two layers of a kind; where one of them leaves a parameter to follow another, by what it comes to. */
function inLayers(kind: LayerKindName, before: Values, after: Values): string[] {
  const worked = (values: Values, other: Values): Values =>
    Object.fromEntries(
      Object.entries(layers.get(kind).fields as Fields).map(([name, { control }]) => {
        const followed = control.type === "integers" && control.sameAs && values[name] === null && other[name] !== null;
        return [name, followed ? values[control.sameAs] : values[name]];
      }),
    );
  return inValues(worked(before, after), worked(after, before));
}

/** `Dense units 8 → 16`; an Activation's activation needs to be said once only. */
function named(kind: string, change: string): string {
  const [name = "", ...rest] = change.split(" ");
  return [kind, ...(name === kind.toLowerCase() ? [] : [name]), ...rest].join(" ");
}

function inPart(before: Part, after: Part): Text[] {
  if (before.kind !== after.kind) return [plain(`${before.kind} → ${after.kind}`)];
  return inValues(before.values, after.values).map(plain);
}

/** What was added, removed, changed or moved in a list; items are the same where their ids are. */
function inList<I extends Item>(
  before: readonly I[],
  after: readonly I[],
  difference: (was: I, item: I) => string[] = (was, item) => inValues(was.values, item.values),
): Text[] {
  const found: Text[] = [];
  const byId = new Map(before.map((item) => [item.id, item]));
  const kept = new Set(after.map(({ id }) => id));
  for (const item of before) if (!kept.has(item.id)) found.push(plain(`− ${item.kind}`));
  for (const item of after) {
    const was = byId.get(item.id);
    if (!was) found.push(plain(`+ ${item.kind}`));
    else if (was.kind !== item.kind) found.push(plain(`${was.kind} → ${item.kind}`));
    else found.push(...difference(was, item).map((change) => plain(named(item.kind, change))));
  }
  const order = (list: readonly Item[], others: ReadonlySet<string>): string[] => list.map(({ id }) => id).filter((id) => others.has(id));
  const both = new Set([...kept].filter((id) => byId.has(id)));
  if (!same(order(before, both), order(after, both))) found.push(text("another order", "顺序不同"));
  return found;
}

const validationOf = ({ fit: { validation } }: Experiment): Text => {
  switch (validation.on) {
    case "test":
      return text("validation on the test set", "在测试集上验证");
    case "split":
      return plain(`validation_split ${validation.share}`);
    case "none":
      return text("no validation", "不验证");
  }
};

/**
 * In what two documents differ, in short, in the order of the steps; empty where training them gives the same. Their
 * names do not count.
 */
export function changes(before: Experiment, after: Experiment): readonly Text[] {
  const found: Text[] = [];
  found.push(...inPart(before.dataset, after.dataset));
  found.push(...inList(before.preprocessing, after.preprocessing));
  found.push(...inList(before.layers, after.layers, (was, { kind, values }) => inLayers(kind, was.values as Values, values as Values)));
  found.push(...inPart(before.compile.optimizer, after.compile.optimizer));
  if (before.compile.loss !== after.compile.loss) found.push(plain(`${before.compile.loss} → ${after.compile.loss}`));
  const [logits, logitsNow] = [before.compile.from_logits ?? false, after.compile.from_logits ?? false];
  if (logits !== logitsNow) found.push(plain(`from_logits ${logits} → ${logitsNow}`));
  if (!same(before.compile.metrics, after.compile.metrics)) found.push(plain(`metrics ${after.compile.metrics.join(", ") || "–"}`));
  for (const name of ["batch_size", "epochs", "shuffle"] as const) {
    if (before.fit[name] !== after.fit[name]) found.push(plain(`${name} ${before.fit[name]} → ${after.fit[name]}`));
  }
  if (!same(before.fit.validation, after.fit.validation)) found.push(validationOf(after));
  const asItems = (list: readonly Part[]): Item[] => list.map((part) => ({ ...part, id: part.kind }));
  found.push(...inList(asItems(before.fit.callbacks), asItems(after.fit.callbacks)));
  if (before.seed !== after.seed) found.push(plain(`seed ${before.seed} → ${after.seed}`));
  return found;
}
