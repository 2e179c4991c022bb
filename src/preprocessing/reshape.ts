import { fail, integers, ok, showTuple, sizeOf, text } from "../schema";
import { defineSampleStep } from "./define";

export const reshape = defineSampleStep({
  changes: "shape",
  kind: "reshape",
  title: text("Reshape", "形状变换"),
  help: text(
    "Gives every sample another shape, in the same order: (32, 32, 3) becomes one row of 3072 numbers.",
    "改变每个样本的形状，值的顺序不变：(32, 32, 3) 变成一行 3072 个数。",
  ),
  fields: {
    shape: integers({
      default: [-1],
      min: -1,
      max: 1_048_576,
      length: null,
      help: text("The new shape of one sample; one side may be −1 and is calculated from the others. A single −1 flattens the sample.", "单个样本的新形状；其中一个可为 −1，由其余各项算出。只写 −1 即展平。"),
    }),
  },
  brief: ({ shape }) => text(showTuple(shape), showTuple(shape)),
  toPython: ({ shape }) => `x = x.reshape((len(x), ${shape.join(", ")}))`,
  outputShape({ shape }, input) {
    const size = sizeOf(input);
    const open = shape.filter((side) => side === -1).length;
    const known = shape.reduce((product, side) => (side === -1 ? product : product * side), 1);
    const fits = open === 0 ? known === size : open === 1 && known > 0 && size % known === 0;
    if (fits) return ok(shape.map((side) => (side === -1 ? size / known : side)));
    const [have, want] = [showTuple(input), showTuple(shape)];
    return fail(text(`the ${size} values of shape ${have} do not fit the shape ${want}`, `无法把 ${have} 的 ${size} 个值变成形状 ${want}`));
  },
  fit: () => ({}),
  apply() {},
});
