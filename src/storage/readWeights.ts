import { z } from "zod";
import { inferStack, type LayerWeight } from "../architecture";
import type { LayerSpec } from "../layers";
import { fail, ok, problem, sameShape, showTuple, sizeOf, text, type Problem, type Result, type Shape } from "../schema";

/** The form of weights in the browser's store; whether they belong to a stack is for `readWeights` to say. */
export const weightsSchema = z.array(
  z.object({
    layer: z.int(),
    layerName: z.string(),
    name: z.string(),
    shape: z.array(z.int().min(0)),
    trainable: z.boolean(),
    values: z.instanceof(Float32Array),
  }),
);

/** Holds stored weights against those that the layers need for samples of shape `input`, and puts them in order. */
export function readWeights(stored: readonly LayerWeight[], layers: readonly LayerSpec[], input: Shape): Result<readonly LayerWeight[]> {
  const stack = inferStack(layers, input);
  const broken = stack.rows.find((row) => row.problem);
  if (broken) return fail([problem(["layers", broken.name], broken.problem!)]);
  const problems: Problem[] = [];
  const wanted = stack.rows.flatMap((row, layer) => row.weights.map((weight) => ({ layer, layerName: row.name, ...weight })));
  const weights = wanted.map(({ layer, layerName, name, shape, trainable }): LayerWeight | undefined => {
    const found = stored.find((weight) => weight.layer === layer && weight.name === name);
    const at = ["weights", layerName, name];
    if (!found) {
      problems.push(problem(at, text(`missing; expected shape ${showTuple(shape)}`, `缺失；应有形状 ${showTuple(shape)}`)));
      return undefined;
    }
    if (!sameShape(found.shape, shape) || found.values.length !== sizeOf(shape)) {
      const received = `${showTuple(found.shape)}, ${found.values.length}`;
      problems.push(
        problem(
          at,
          text(
            `expected shape ${showTuple(shape)} with ${sizeOf(shape)} values, received ${received}`,
            `应为形状 ${showTuple(shape)}、共 ${sizeOf(shape)} 个值，收到的是 ${received}`,
          ),
        ),
      );
      return undefined;
    }
    return { layer, layerName, name, shape, trainable, values: found.values };
  });
  return problems.length ? fail(problems) : ok(weights as LayerWeight[]);
}
