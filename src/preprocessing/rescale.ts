import { number, ok, text } from "../schema";
import { defineSampleStep } from "./define";

/** `- 1`, `+ 0.5`, or nothing for 0. */
const added = (offset: number, minus: string): string => (offset === 0 ? "" : offset < 0 ? ` ${minus} ${-offset}` : ` + ${offset}`);

export const rescale = defineSampleStep({
  kind: "rescale",
  changes: "values",
  title: text("Rescale", "缩放"),
  help: text(
    "Divides every value by a number, then adds one: 255 and 0 bring pixels to 0..1, 127.5 and −1 to −1..1.",
    "把每个值除以一个数，再加上一个数：255 和 0 使像素落在 0..1，127.5 和 −1 使像素落在 −1..1。",
  ),
  fields: {
    divisor: number({ default: 255, min: 1e-6, max: 1e9, step: 1, help: text("What every value is divided by.", "除数。") }),
    offset: number({ default: 0, min: -1e9, max: 1e9, step: 0.1, help: text("What is added to the quotient.", "加到商上的数。") }),
  },
  brief({ divisor, offset }) {
    const formula = `÷ ${divisor}${added(offset, "−")}`;
    return text(formula, formula);
  },
  toPython: ({ divisor, offset }) => `x = x / ${divisor}${added(offset, "-")}`,
  outputShape: (_values, input) => ok(input),
  fit: () => ({}),
  apply({ divisor, offset }, _statistics, batch) {
    const factor = 1 / divisor;
    for (let i = 0; i < batch.length; i++) batch[i] = batch[i]! * factor + offset;
  },
});
