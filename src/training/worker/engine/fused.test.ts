import { beforeAll, describe, expect, test, vi } from "vitest";
import { startInNode } from "../testing/backends";
import { compare } from "../testing/compareEngine";
import { engineCases } from "../testing/engineCases";

// tfjs's cpu backend takes its time over the largest case.
vi.setConfig({ testTimeout: 60_000 });

beforeAll(() => startInNode("cpu"));

// Node 20 has relaxed SIMD only behind a flag, and no threads of the browser's kind: e2e/engine.spec.ts runs the same table with both.
describe("ten steps of the engine follow tfjs's cpu backend", () => {
  test.each(engineCases)("$name", async ({ setting, tolerance }) => {
    const { report } = await compare(setting, { relaxed: false, threads: 1 });
    expect(report.counts).toBe(0);
    expect(report.loss).toBeLessThan(tolerance.loss);
    expect(report.gradient).toBeLessThan(tolerance.gradient);
    expect(report.weights).toBeLessThan(tolerance.weights);
    expect(report.outputs).toBeLessThan(tolerance.outputs);
  });
});
