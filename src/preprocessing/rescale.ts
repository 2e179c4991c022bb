import { number, ok, text } from "../schema";
import { defineSampleStep } from "./define";

export const rescale = defineSampleStep({
  kind: "rescale",
  title: text("Rescale", "缩放"),
  help: text("Divides every value by a number: 255 brings pixels to 0..1.", "把每个值除以一个数：255 使像素落在 0..1。"),
  fields: {
    divisor: number({ default: 255, min: 1e-6, max: 1e9, step: 1, help: text("What every value is divided by.", "除数。") }),
  },
  brief: ({ divisor }) => `÷ ${divisor}`,
  toPython: ({ divisor }) => `x = x / ${divisor}`,
  outputShape: (_values, input) => ok(input),
  fit: () => ({}),
  apply({ divisor }, _statistics, batch) {
    const factor = 1 / divisor;
    for (let i = 0; i < batch.length; i++) batch[i]! *= factor;
  },
});
