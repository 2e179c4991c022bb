import { expect, test } from "@playwright/test";
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
  { relaxed: true, threads: 2, sharing: everything },
  { relaxed: true, threads: 3, sharing: everything },
  // A piece for each thread, as where there are too few rows for more.
  { relaxed: true, threads: 3, sharing: { operations: 1, rows: 1e6 } },
] as const;

test("every build of the engine follows tfjs's cpu backend over ten steps, and threads change no bit however the work is shared", async ({ page }) => {
  test.setTimeout(300_000);
  await page.goto(`http://localhost:${enginePort}/`);
  await page.waitForFunction(() => "compareEngine" in window);
  for (const [at, { name, tolerance }] of engineCases.entries()) {
    await test.step(name, async () => {
      const trained = { plain: [] as Weights[], relaxed: [] as Weights[] };
      for (const how of builds) {
        const answer = await page.evaluate(async (asked) => {
          const answer = await window.compareEngine(asked);
          return answer.type === "failed" ? answer : { ...answer, weights: answer.weights.map((values) => [...values]) };
        }, { at, how });
        if (answer.type === "failed") throw new Error(answer.error);
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
