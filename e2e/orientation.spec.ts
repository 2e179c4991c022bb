import { expect, test } from "./harness/test";
import type { Step } from "./harness/layerloom";

const steps: readonly Step[] = ["load", "preprocess", "define", "compile", "fit", "evaluate", "predict", "save"];

for (const [locale, language] of [["en-US", "en"], ["zh-CN", "zh"]] as const) {
  test.describe(`in ${language}`, () => {
    test.use({ locale });

    test(`every step begins with its name as a heading and a sentence about it, in ${language}`, async ({ app }) => {
      await app.open();
      for (const step of steps) {
        const main = await app.goTo(step);
        const headings = main.getByRole("heading", { level: 2 });
        await expect(headings).toHaveText([app.words.shell(step)]);
        await expect(main.getByRole("paragraph").first()).toHaveText(/\S.+[.。]$/);
        // No level is skipped on the way down.
        await expect(main.getByRole("heading").nth(1)).toBeVisible();
        const levels = await main.getByRole("heading").evaluateAll((all) => all.map((heading) => Number(heading.tagName.slice(1))));
        expect(levels.filter((level, i) => i > 0 && level > levels[i - 1]! + 1), step).toEqual([]);
      }
    });
  });
}
