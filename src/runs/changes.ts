import { callbacks } from "../callbacks";
import { optimizers } from "../compile";
import { datasets } from "../datasets";
import type { Experiment } from "../experiment";
import { layers } from "../layers";
import { steps } from "../preprocessing";
import { choiceLabel, showTuple, text, type Field, type Fields, type Text } from "../schema";

type Values = Readonly<Record<string, unknown>>;
interface Part {
  readonly kind: string;
  readonly values: object;
}
interface Item extends Part {
  readonly id: string;
}

/** What a kind is called, and its fields. */
interface Named {
  readonly title: Text;
  readonly fields: Fields;
}
type Lookup = (kind: string) => Named;

/** A parameter that differs: its name, and the words for its values before and after. */
interface Difference {
  readonly field: string;
  readonly name: Text;
  readonly values: Text;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const plain = (sentence: string): Text => text(sentence, sentence);
const both = (join: (say: (words: Text) => string) => string): Text => text(join(({ en }) => en), join(({ zh }) => zh));

const shown = (value: unknown, field?: Field<unknown>): Text => {
  if (Array.isArray(value)) return plain(showTuple(value as number[]));
  return field ? choiceLabel(field, String(value)) : plain(String(value));
};

/** The parameters in which two sets of the same kind differ. */
function inValues(before: object, after: object, fields: Fields): Difference[] {
  return Object.entries(after as Values)
    .filter(([name, value]) => !same((before as Values)[name], value))
    .map(([name, value]) => {
      const field = fields[name];
      const [from, to] = [shown((before as Values)[name], field), shown(value, field)];
      return { field: name, name: field?.label ?? plain(name), values: both((say) => `${say(from)} → ${say(to)}`) };
    });
}

/** The same for two layers of a kind; where one of them leaves a parameter to follow another, by what it comes to. */
function inLayers(before: Values, after: Values, fields: Fields): Difference[] {
  const worked = (values: Values, other: Values): Values =>
    Object.fromEntries(
      Object.entries(fields).map(([name, { control }]) => {
        const followed = control.type === "integers" && control.sameAs && values[name] === null && other[name] !== null;
        return [name, followed ? values[control.sameAs] : values[name]];
      }),
    );
  return inValues(worked(before, after), worked(after, before), fields);
}

/** `learning_rate 0.01 → 0.001`. */
const alone = ({ name, values }: Difference): Text => both((say) => `${say(name)} ${say(values)}`);

/** `Dense units 8 → 16`; an Activation's activation needs to be said once only. */
const of = (kind: string, title: Text, { field, name, values }: Difference): Text =>
  both((say) => [say(title), ...(field === kind.toLowerCase() ? [] : [say(name)]), say(values)].join(" "));

const otherKind = (before: Text, after: Text): Text => both((say) => `${say(before)} → ${say(after)}`);

function inPart(before: Part, after: Part, lookup: Lookup): Text[] {
  const { title, fields } = lookup(after.kind);
  if (before.kind !== after.kind) return [otherKind(lookup(before.kind).title, title)];
  return inValues(before.values, after.values, fields).map(alone);
}

/** What was added, removed, changed or moved in a list; items are the same where their ids are. */
function inList(before: readonly Item[], after: readonly Item[], lookup: Lookup, differences: (before: Values, after: Values, fields: Fields) => Difference[] = inValues): Text[] {
  const found: Text[] = [];
  const byId = new Map(before.map((item) => [item.id, item]));
  const kept = new Set(after.map(({ id }) => id));
  const titleOf = ({ kind }: Item): Text => lookup(kind).title;
  for (const item of before) if (!kept.has(item.id)) found.push(both((say) => `− ${say(titleOf(item))}`));
  for (const item of after) {
    const was = byId.get(item.id);
    const { title, fields } = lookup(item.kind);
    if (!was) found.push(both((say) => `+ ${say(title)}`));
    else if (was.kind !== item.kind) found.push(otherKind(titleOf(was), title));
    else found.push(...differences(was.values as Values, item.values as Values, fields).map((difference) => of(item.kind, title, difference)));
  }
  const order = (list: readonly Item[], others: ReadonlySet<string>): string[] => list.map(({ id }) => id).filter((id) => others.has(id));
  const inBoth = new Set([...kept].filter((id) => byId.has(id)));
  if (!same(order(before, inBoth), order(after, inBoth))) found.push(text("another order", "顺序不同"));
  return found;
}

/** Data sets and preprocessing steps have names of their own in each language. */
const byTitle = (kinds: { get(kind: never): Named }): Lookup => (kind) => kinds.get(kind as never);
/** Kinds of Keras have its names. */
const byKerasName = (kinds: { get(kind: never): { readonly fields: Fields } }): Lookup => (kind) => ({ title: plain(kind), fields: kinds.get(kind as never).fields });

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
  found.push(...inPart(before.dataset, after.dataset, byTitle(datasets)));
  found.push(...inList(before.preprocessing, after.preprocessing, byTitle(steps)));
  found.push(...inList(before.layers, after.layers, byKerasName(layers), inLayers));
  found.push(...inPart(before.compile.optimizer, after.compile.optimizer, byKerasName(optimizers)));
  if (before.compile.loss !== after.compile.loss) found.push(plain(`${before.compile.loss} → ${after.compile.loss}`));
  const [logits, logitsNow] = [before.compile.from_logits ?? false, after.compile.from_logits ?? false];
  if (logits !== logitsNow) found.push(plain(`from_logits ${logits} → ${logitsNow}`));
  if (!same(before.compile.metrics, after.compile.metrics)) found.push(plain(`metrics ${after.compile.metrics.join(", ") || "–"}`));
  for (const name of ["batch_size", "epochs", "shuffle"] as const) {
    if (before.fit[name] !== after.fit[name]) found.push(plain(`${name} ${before.fit[name]} → ${after.fit[name]}`));
  }
  if (!same(before.fit.validation, after.fit.validation)) found.push(validationOf(after));
  const asItems = (list: readonly Part[]): Item[] => list.map((part) => ({ ...part, id: part.kind }));
  found.push(...inList(asItems(before.fit.callbacks), asItems(after.fit.callbacks), byKerasName(callbacks)));
  if (before.seed !== after.seed) found.push(text(`seed ${before.seed} → ${after.seed}`, `随机种子 ${before.seed} → ${after.seed}`));
  return found;
}
