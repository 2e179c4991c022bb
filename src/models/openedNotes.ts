import { inferStack } from "../architecture";
import { text, type Text } from "../schema";
import type { OpenedModel } from "./types";

/** What has to be said about any model that was read, whatever its format. */
export function openedNotes({ layers, inputShape, weights = [] }: OpenedModel): readonly Text[] {
  const names = inferStack(layers, inputShape).rows.map(({ name }) => name);
  return names.flatMap((name, layer) => {
    const counts = weights.filter((weight) => weight.layer === layer).map(({ values }) => notFinite(values));
    const count = counts.reduce((sum, one) => sum + one, 0);
    if (!count) return [];
    const shown = count.toLocaleString("en");
    return [
      count === 1
        ? text(`One weight of layer ${name} is not finite (NaN or infinity).`, `层 ${name} 有 1 个权重不是有限数（NaN 或无穷）。`)
        : text(`${shown} weights of layer ${name} are not finite (NaN or infinity).`, `层 ${name} 有 ${shown} 个权重不是有限数（NaN 或无穷）。`),
    ];
  });
}

/** How many of the numbers are NaN or infinite, also because a larger number did not fit into float32. */
function notFinite(values: Float32Array): number {
  let count = 0;
  // Of a number that is not finite, the difference to itself is NaN.
  for (const value of values) if (value - value !== 0) count++;
  return count;
}
