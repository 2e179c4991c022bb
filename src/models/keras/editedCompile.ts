import { inferStack } from "../../architecture";
import type { Experiment } from "../../experiment";
import { shown, text, type Shape, type Text } from "../../schema";
import { isDict, pythonJson, type Dict } from "../content/json";
import { kerasCompile, type KerasCompile } from "./compile";
import { readCompile } from "./readCompile";

/**
 * A note where the Keras part of a file that Layerloom wrote differs from its Layerloom part: the file was edited.
 * `raw` is what the Keras part says, `write` how it was written.
 */
export function editedCompile(raw: unknown, { compile, layers }: Experiment, inputShape: Shape, write: (compile: KerasCompile) => Dict): readonly Text[] {
  if (!isDict(raw)) return [];
  const output = inferStack(layers, inputShape).output ?? [];
  const written: unknown = JSON.parse(pythonJson(write(kerasCompile(compile, layers, output))));
  const [there, own] = [raw, written].map((one): Dict => ({ ...readCompile(one).compile })) as [Dict, Dict];
  const differing = [...new Set([...Object.keys(there), ...Object.keys(own)])].filter((key) => told(there[key]) !== told(own[key]));
  return differing.map((key) => {
    const [read, kept] = [shown(there[key]), shown(own[key])];
    return text(
      `The Keras part of the file has another ${key} (${read}) than Layerloom's part (${kept}); Layerloom's part counts.`,
      `文件的 Keras 部分中 ${key} 为 ${read}，与 Layerloom 部分（${kept}）不同；以 Layerloom 部分为准。`,
    );
  });
}

/** A value as text, the same for the same values whatever the order of their keys. */
const told = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (isDict(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner)) ?? "";
