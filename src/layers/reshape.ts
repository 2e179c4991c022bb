import { fail, integers, ok, showTuple, sizeOf, text, type Shape } from "../schema";
import { defineLayer } from "./define";

/** Replaces the one −1 that a target shape may hold. Undefined where the sizes cannot match. */
export function resolveShape(target: Shape, size: number): Shape | undefined {
  const open = target.filter((side) => side === -1).length;
  const known = target.reduce((product, side) => (side === -1 ? product : product * side), 1);
  if (open > 1 || known === 0) return undefined;
  if (open === 0) return known === size ? target : undefined;
  return size % known === 0 ? target.map((side) => (side === -1 ? size / known : side)) : undefined;
}

export const reshape = defineLayer({
  kind: "Reshape",
  family: "reshaping",
  help: text("Gives the values of a sample another shape, in the same order.", "改变样本的形状，值的顺序不变。"),
  fields: {
    target_shape: integers({
      default: [-1],
      min: -1,
      max: 1_048_576,
      length: null,
      help: text("The new shape of one sample; one side may be −1 and is calculated from the others.", "单个样本的新形状；其中一个可为 −1，由其余各项算出。"),
    }),
  },
  outputShape({ target_shape }, input) {
    const shape = resolveShape(target_shape, sizeOf(input));
    if (shape) return ok(shape);
    const [want, have] = [showTuple(target_shape), showTuple(input)];
    return fail(
      text(
        `the ${sizeOf(input)} values of shape ${have} do not fit the shape ${want}`,
        `无法把 ${have} 的 ${sizeOf(input)} 个值变成形状 ${want}`,
      ),
    );
  },
  weights: () => [],
  flops: () => 0,
  // tfjs mishandles −1 in an unknown batch (tfjs PR 2719), so the shape is worked out first.
  build: (tf, { target_shape }, { name, inputShape }) =>
    tf.layers.reshape({ name, targetShape: [...(resolveShape(target_shape, sizeOf(inputShape)) ?? target_shape)] }),
  lower: ({ target_shape }, engine, input) => engine.reshape(input, resolveShape(target_shape, sizeOf(input.shape)) ?? target_shape),
  keras: {
    toConfig: ({ target_shape }) => ({ target_shape }),
    fromConfig: (config) => ok({ target_shape: config.target_shape }),
  },
  brief: ({ target_shape }) => showTuple(target_shape),
});
