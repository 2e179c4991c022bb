import { expect, test } from "@playwright/test";
import { backendTolerance } from "../src/training/worker/testing/compareBackends";
import { engineCases } from "../src/training/worker/testing/engineCases";
import { enginePort } from "./ports";

type Weights = readonly (readonly number[])[];

/** Everything that can be shared between threads is, and in as many pieces as there are rows for: the cases are too small for more than a few of them. */
const everything = { operations: 1, rows: 1 };
const builds = [
  { relaxed: false, threads: 1 },
  { relaxed: false, threads: 2, sharing: everything },
  { relaxed: true, threads: 1 },
  { relaxed: true, threads: 2 },
  { relaxed: true, threads: 3, sharing: everything },
  // A piece for each thread, as where there are too few rows for more.
  { relaxed: true, threads: 2, sharing: { operations: 1, rows: 1e6 } },
] as const;

test.beforeEach(async ({ page }) => {
  await page.goto(`http://localhost:${enginePort}/`);
  await page.waitForFunction(() => "askEngine" in window);
});

test("every build of the engine follows tfjs's cpu backend over ten steps, and threads change no bit however the work is shared", { tag: "@long" }, async ({ page }) => {
  test.setTimeout(300_000);
  for (const [at, { name, tolerance }] of engineCases.entries()) {
    await test.step(name, async () => {
      const trained = { plain: [] as Weights[], relaxed: [] as Weights[] };
      for (const how of builds) {
        const answer = await page.evaluate(async (asked) => {
          const answer = await window.askEngine(asked);
          return answer.type === "compared" ? { ...answer, weights: answer.weights.map((values) => [...values]) } : answer;
        }, { type: "compare", at, how } as const);
        if (answer.type !== "compared") throw new Error(JSON.stringify(answer));
        const { report, weights, relaxedThere } = answer;
        // This browser has fused multiply-add; one that has not would not test it.
        expect(relaxedThere).toBe(true);
        const named = `${name}, ${JSON.stringify(how)}`;
        expect(report.counts, named).toBe(0);
        for (const what of ["loss", "gradient", "weights", "outputs"] as const) expect(report[what], `${what} of ${named}`).toBeLessThan(tolerance[what]);
        trained[how.relaxed ? "relaxed" : "plain"].push(weights);
      }
      // One, two and three threads: the same sums in the same order.
      for (const [first, ...others] of Object.values(trained)) for (const other of others) expect(other).toEqual(first);
    });
  }
});

test("tfjs's wasm backend with our kernels and with threads takes the gradients of its cpu backend", async ({ page }) => {
  test.setTimeout(300_000);
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  for (const [at, { name }] of engineCases.entries()) {
    await test.step(name, async () => {
      const answer = await page.evaluate((asked) => window.askEngine(asked), { type: "compareWasm", at } as const);
      if (answer.type !== "comparedWasm") throw new Error(JSON.stringify(answer));
      expect(answer.label).toMatch(cores > 1 ? /SIMD · [2-8] threads$/ : /SIMD · 1 thread$/);
      expect(answer.far.first, name).toBeLessThan(backendTolerance.first);
      expect(answer.far.later, name).toBeLessThan(backendTolerance.later);
    });
  }
});
