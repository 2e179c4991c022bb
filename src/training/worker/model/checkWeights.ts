import type { LayerWeight, StackRow } from "../../../architecture";
import { Refusal, sameShape, showTuple, text } from "../../../schema";

/** Refuses weights that do not belong to a stack: another number of them, or another shape somewhere. */
export function checkWeights(rows: readonly StackRow[], weights: readonly LayerWeight[]): void {
  const wanted = rows.flatMap(({ name, weights: list }) => list.map((weight) => ({ ...weight, layer: name })));
  if (weights.length !== wanted.length) {
    throw new Refusal(
      text(
        `the model has ${wanted.length} weights, ${weights.length} were given`,
        `模型有 ${wanted.length} 个权重张量，收到的是 ${weights.length} 个`,
      ),
    );
  }
  weights.forEach((weight, i) => {
    const { layer, name, shape } = wanted[i]!;
    const size = shape.reduce((product, side) => product * side, 1);
    if (!sameShape(weight.shape, shape) || weight.values.length !== size) {
      const [want, have] = [showTuple(shape), showTuple(weight.shape)];
      throw new Refusal(
        text(
          `${layer}: ${name} should have the shape ${want}, the given one has ${have}`,
          `${layer}：${name} 的形状应为 ${want}，收到的是 ${have}`,
        ),
      );
    }
  });
}
