import { edits } from "../../experiment";
import { steps, type StepSpec } from "../../preprocessing";
import { text, type Fields } from "../../schema";
import type { Fix } from "./fix";
import { valueFixes } from "./valueFixes";

/** Every change that might let a preprocessing step take what comes before it. */
export function stepFixes(spec: StepSpec): Fix[] {
  const { fields, title } = steps.get(spec.kind);
  return [
    ...valueFixes(fields as Fields, spec.values).map(({ id, title: name, values }): Fix => ({ id, title: name, apply: (old) => edits.setStepValues(old, spec.id, values) })),
    { id: "remove", title: text(`Remove “${title.en}”`, `删除“${title.zh}”`), apply: (old) => edits.removeStep(old, spec.id) },
  ];
}
