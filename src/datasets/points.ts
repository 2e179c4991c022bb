import { permutation, type Random } from "../random/random";
import { integer, number, text, type Text } from "../schema";
import { defineDataset, type Dataset, type Part } from "./define";
import { split, testShare } from "./share";

/** What the 2-D sets share: points in the plane, −6 … 6 on both axes, class 0 and class 1. */
const fields = {
  size: integer({ default: 500, min: 20, max: 20_000, label: text("Points", "点数"), help: text("Number of points, training and test together.", "点的总数（训练和测试）。") }),
  noise: number({ default: 0.1, min: 0, max: 1, step: 0.05, label: text("Noise", "噪声"), help: text("How far points are from their ideal position.", "点偏离理想位置的程度。") }),
  test_share: testShare(0.5),
};

/** A point and its class. */
export type Point = readonly [x: number, y: number, label: 0 | 1];

/** A 2-D set from a rule that places the i-th of n points. */
export function definePoints<const K extends string>(definition: {
  kind: K;
  title: Text;
  help: Text;
  place(i: number, n: number, noise: number, random: Random): Point;
}) {
  return defineDataset({
    kind: definition.kind,
    view: "points",
    title: definition.title,
    help: definition.help,
    fields,
    sampleShape: [2],
    classes: [text("blue", "蓝色"), text("orange", "橙色")],
    counts: split,
    source: {
      type: "drawn",
      draw(values, random): Dataset {
        const points = Array.from({ length: values.size }, (_, i) => definition.place(i, values.size, values.noise, random));
        const order = permutation(random, values.size);
        const { train } = split(values);
        const part = (picked: Uint32Array): Part => ({
          count: picked.length,
          samples: Float32Array.from([...picked].flatMap((i) => [points[i]![0], points[i]![1]])),
          labels: Uint8Array.from(picked, (i) => points[i]![2]),
        });
        return { sampleShape: [2], classes: 2, train: part(order.subarray(0, train)), test: part(order.subarray(train)) };
      },
    },
  });
}

/** Uniform in [−reach, reach). */
export const within = (random: Random, reach: number): number => (2 * random.uniform() - 1) * reach;
