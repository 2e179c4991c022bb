import { expect, test } from "vitest";
import { permutation, random } from "./random";

test("the same seed gives the same numbers, another seed others", () => {
  const draw = (seed: number) => Array.from({ length: 5 }, ((source) => () => source.uint32())(random(seed)));
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test("a fork does not depend on what was drawn before it", () => {
  const [a, b] = [random(3), random(3)];
  a.uniform();
  expect(a.fork("x", 1).uint32()).toBe(b.fork("x", 1).uint32());
  expect(b.fork("x", 1).uint32()).not.toBe(b.fork("x", "1").uint32());
});

test("uniform has mean 1/2 and variance 1/12, normal 0 and 1", () => {
  const source = random(11);
  const moments = (next: () => number) => {
    const values = Array.from({ length: 40_000 }, next);
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    return [mean, values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length] as const;
  };
  const [um, uv] = moments(() => source.uniform());
  expect(um).toBeCloseTo(0.5, 2);
  expect(uv).toBeCloseTo(1 / 12, 2);
  const [nm, nv] = moments(() => source.normal());
  // Four standard errors: 4 / √40,000 = 0.02
  expect(Math.abs(nm)).toBeLessThan(0.02);
  expect(Math.abs(nv - 1)).toBeLessThan(0.03);
});

test("a permutation holds every number once, each equally likely in front", () => {
  const source = random(5);
  const front = new Array<number>(4).fill(0);
  for (let i = 0; i < 8000; i++) {
    const order = permutation(source, 4);
    expect([...order].sort()).toEqual([0, 1, 2, 3]);
    front[order[0]!]!++;
  }
  // Expected 2000 each, deviation √(8000·¼·¾) ≈ 39
  for (const count of front) expect(Math.abs(count - 2000)).toBeLessThan(160);
});
