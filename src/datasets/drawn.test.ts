import { describe, expect, it } from "vitest";
import { random } from "../random/random";
import { defaultsOf } from "../schema";
import type { Dataset } from "./define";
import { datasets, type DatasetName } from "./index";
import { figures } from "./shapes/figures";

const drawnKinds = datasets.all.flatMap((kind) => (kind.source.type === "drawn" ? [{ ...kind, source: kind.source }] : []));

function draw(name: DatasetName, values: Readonly<Record<string, number>> = {}, seed = 1): Dataset {
  const { fields, source } = datasets.get(name);
  if (source.type !== "drawn") throw new Error(`${name} is not drawn`);
  return source.draw({ ...defaultsOf(fields), ...values }, random(seed));
}
const points = ({ train, test }: Dataset): { x: number; y: number; label: number }[] =>
  [train, test].flatMap(({ samples, labels }) => Array.from(labels, (label, i) => ({ x: samples[2 * i]!, y: samples[2 * i + 1]!, label })));

describe.each(drawnKinds)("$kind", ({ kind, classes, sampleShape, counts, fields }) => {
  const size = sampleShape.reduce((product, side) => product * side, 1);

  it("is the same for the same seed, and another for another", () => {
    const [one, again, other] = [draw(kind, { size: 100 }), draw(kind, { size: 100 }), draw(kind, { size: 100 }, 2)];
    expect(again).toEqual(one);
    expect(other.train.samples).not.toEqual(one.train.samples);
  });

  it("has the shape, the parts and the classes that its kind announces", () => {
    const values = { ...defaultsOf(fields), size: 200, test_share: 0.3 };
    const { train, test, ...dataset } = draw(kind, values);
    expect(dataset).toEqual({ sampleShape, classes: classes.length });
    expect({ train: train.count, test: test.count }).toEqual({ train: 140, test: 60 });
    expect(counts(values)).toEqual({ train: 140, test: 60 });
    for (const part of [train, test]) {
      expect([part.samples.length, part.labels.length]).toEqual([part.count * size, part.count]);
      expect(part.samples.every((value) => Number.isFinite(value))).toBe(true);
      expect(new Set(part.labels)).toEqual(new Set(classes.keys()));
    }
  });

  it("has every class as often as every other", () => {
    const { train, test } = draw(kind, { size: 400, test_share: 0.5 });
    const labels = [...train.labels, ...test.labels];
    for (const label of classes.keys()) expect(labels.filter((one) => one === label)).toHaveLength(400 / classes.length);
  });
});

describe("without noise", () => {
  const clean = (name: DatasetName) => points(draw(name, { noise: 0, size: 1_000 }));

  it("circle has class 1 within 2.5 of the middle and class 0 between 3.5 and 5", () => {
    for (const { x, y, label } of clean("circle")) {
      const radius = Math.hypot(x, y);
      expect(label ? radius <= 2.5 : radius >= 3.5 && radius <= 5.000001).toBe(true);
    }
  });

  it("xor has class 1 where both coordinates have the same sign, and a gap along the axes", () => {
    for (const { x, y, label } of clean("xor")) {
      expect(label).toBe(x * y > 0 ? 1 : 0);
      expect(Math.min(Math.abs(x), Math.abs(y))).toBeGreaterThanOrEqual(0.299);
      expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThan(5.31);
    }
  });

  it("gauss has its clouds around (2, 2) and (−2, −2) with a deviation of 0.7", () => {
    const all = clean("gauss");
    for (const [label, centre] of [[1, 2], [0, -2]] as const) {
      const xs = all.filter((point) => point.label === label).map(({ x }) => x);
      const mean = xs.reduce((sum, x) => sum + x, 0) / xs.length;
      const deviation = Math.sqrt(xs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / xs.length);
      // 500 draws: the mean strays by 0.7 / √500 = 0.03, the deviation by 0.02.
      expect(Math.abs(mean - centre)).toBeLessThan(0.12);
      expect(Math.abs(deviation - 0.7)).toBeLessThan(0.08);
    }
  });

  it("spiral has arms that turn 1.75 times while they grow from 0 to 5", () => {
    for (const { x, y, label } of clean("spiral")) {
      const along = Math.hypot(x, y) / 5;
      const angle = 1.75 * along * 2 * Math.PI + (label ? 0 : Math.PI);
      expect(x).toBeCloseTo(5 * along * Math.sin(angle), 4);
      expect(y).toBeCloseTo(5 * along * Math.cos(angle), 4);
    }
  });

  it("moons has two half circles of radius 3, one up and one down", () => {
    for (const { x, y, label } of clean("moons")) {
      const [dx, dy] = label ? [x - 1.5, y - 0.75] : [x + 1.5, y + 0.75];
      expect(Math.hypot(dx, dy)).toBeCloseTo(3, 4);
      expect(label ? dy <= 1e-6 : dy >= -1e-6).toBe(true);
    }
  });
});

describe("the figures", () => {
  /** Area inside, measured on a fine grid. */
  const area = (name: string): number => {
    const { distance } = figures.find((figure) => figure.name.en === name)!;
    const step = 1 / 250;
    let inside = 0;
    for (let y = -1.25 + step / 2; y < 1.25; y += step) for (let x = -1.25 + step / 2; x < 1.25; x += step) inside += Number(distance(x, y) < 0);
    return inside * step * step;
  };

  it.each([
    ["disc", Math.PI * 0.9 ** 2],
    ["ring", Math.PI * (0.97 ** 2 - 0.53 ** 2)],
    ["square", 1.6 ** 2],
    // Equal sides around a circle of radius 0.55.
    ["triangle", 3 * Math.sqrt(3) * 0.55 ** 2],
    ["cross", 2 * (2 * 0.6) - 0.6 ** 2],
    // Ten triangles between radius 1.1 and 0.45 · 1.1, 36° apart.
    ["star", 10 * 0.5 * 1.1 * 0.495 * Math.sin(Math.PI / 5)],
    // Half of a board, and about half of a striped square.
    ["checks", 1.84 ** 2 / 2],
    ["stripes", 1.9 ** 2 / 2],
  ])("%s has the area that geometry gives it", (name, expected) => {
    expect(Math.abs(area(name) / expected - 1)).toBeLessThan(name === "stripes" ? 0.06 : 0.01);
  });

  it("are known by their names in both languages, each its own", () => {
    expect(new Set(figures.map(({ name }) => name.en)).size).toBe(figures.length);
    expect(new Set(figures.map(({ name }) => name.zh)).size).toBe(figures.length);
  });

  it("stand out from their ground: every picture has its bright figure on a darker ground", () => {
    const { train } = draw("shapes", { noise: 0, size: 200 });
    for (let i = 0; i < train.count; i++) {
      const light = Array.from({ length: 1024 }, (_, p) => {
        const [red, green, blue] = train.samples.subarray((i * 1024 + p) * 3, (i * 1024 + p) * 3 + 3);
        return 0.299 * red! + 0.587 * green! + 0.114 * blue!;
      });
      expect(Math.max(...light) - Math.min(...light)).toBeGreaterThan(40);
    }
  });

  it("get rougher with noise: its deviation is 50 times the field", () => {
    const [clean, rough] = [0, 0.2].map((noise) => draw("shapes", { noise, size: 100 }).train.samples);
    const away: number[] = [];
    clean!.forEach((value, i) => {
      // Values near the ends are cut off there.
      if (value > 40 && value < 215) away.push(rough![i]! - value);
    });
    const deviation = Math.sqrt(away.reduce((sum, d) => sum + d * d, 0) / away.length);
    expect(deviation).toBeCloseTo(10, 0);
  });
});
