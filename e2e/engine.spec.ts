import { expect, test } from "@playwright/test";
import { engineCases } from "../src/training/worker/testing/engineCases";
import { enginePort } from "./ports";

const builds = [
  { relaxed: false, threads: 1 },
  { relaxed: true, threads: 1 },
  { relaxed: true, threads: 2 },
  { relaxed: true, threads: 3 },
] as const;

test("every build of the engine follows tfjs's cpu backend, and threads change no bit", async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto(`http://localhost:${enginePort}/`);
  await page.waitForFunction(() => "compareEngine" in window);
  for (const [at, { name, tolerance }] of engineCases.entries()) {
    await test.step(name, async () => {
      const trained: (readonly (readonly number[])[])[] = [];
      for (const how of builds) {
        const answer = await page.evaluate(async (asked) => {
          const answer = await window.compareEngine(asked);
          return answer.type === "failed" ? answer : { ...answer, weights: answer.weights.map((values) => [...values]) };
        }, { at, ...how });
        if (answer.type === "failed") throw new Error(answer.error);
        const { report, weights, relaxedThere } = answer;
        // This browser has fused multiply-add; one that has not would not test it.
        expect(relaxedThere).toBe(true);
        const named = `${name}, ${JSON.stringify(how)}`;
        expect(report.counts, named).toBe(0);
        for (const what of ["loss", "gradient", "weights", "outputs"] as const) expect(report[what], `${what} of ${named}`).toBeLessThan(tolerance[what]);
        if (how.relaxed) trained.push(weights);
      }
      // One, two and three threads: the same sums in the same order.
      for (const others of trained.slice(1)) expect(others).toEqual(trained[0]);
    });
  }
});
