import { test as base, type ConsoleMessage } from "@playwright/test";
import { Layerloom } from "./layerloom";

export { expect } from "@playwright/test";

/** What must not happen on the page while a test runs, unless the test says so. */
export interface Trouble {
  /** Errors whose text matches are part of what the test is about. */
  expect(pattern: RegExp): void;
}

const shown = (message: ConsoleMessage): string => `${message.text()} (${message.location().url})`;

/** Tests get the page as `app`; every uncaught error, console error and refused script or style fails them. */
export const test = base.extend<{ app: Layerloom; trouble: Trouble }>({
  trouble: [
    async ({ page }, use) => {
      const found: string[] = [];
      const allowed: RegExp[] = [];
      page.on("pageerror", (error) => found.push(`uncaught: ${error.message}`));
      page.on("console", (message) => {
        if (message.type() === "error") found.push(shown(message));
      });
      await use({ expect: (pattern) => void allowed.push(pattern) });
      const unexpected = found.filter((text) => !allowed.some((pattern) => pattern.test(text)));
      if (unexpected.length > 0) throw new Error(`The page had trouble:\n${unexpected.join("\n")}`);
    },
    { auto: true },
  ],
  app: async ({ page, locale }, use) => {
    await use(new Layerloom(page, locale?.startsWith("zh") ? "zh" : "en"));
  },
});
