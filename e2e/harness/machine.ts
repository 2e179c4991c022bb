import type { Page } from "@playwright/test";

/**
 * Puts a script in front of the training worker's own, for a machine that has, or lacks, something that the one of the test
 * does not. Call before the page is opened.
 */
async function inFrontOfWorker(page: Page, script: string): Promise<void> {
  await page.route(/\/main-[^/]+\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${script}\n${await response.text()}` });
  });
}

/** A browser without WebAssembly: some people turn it off. */
export const withoutWebAssembly = (page: Page): Promise<void> => inFrontOfWorker(page, "delete globalThis.WebAssembly;");

/** A graphics card by the name of "Test card": what draws WebGL here calls itself so, and the page cannot tell. */
export const withGraphicsCard = (page: Page): Promise<void> =>
  inFrontOfWorker(
    page,
    `{
      const unmaskedRenderer = 0x9246;
      const card = WebGL2RenderingContext.prototype;
      const ask = card.getParameter;
      card.getParameter = function (name) { return name === unmaskedRenderer ? "Test card" : ask.call(this, name); };
      const canvas = new OffscreenCanvas(1, 1);
      globalThis.witness = canvas.getContext("webgl2");
      globalThis.cardTaken = new Promise((resolve) => canvas.addEventListener("webglcontextlost", () => resolve(true), { once: true }));
    }`,
  );

/** Resolves when the training worker has heard that the card of `withGraphicsCard` was taken away. */
export async function cardTaken(page: Page): Promise<void> {
  const worker = page.workers().find((one) => /\/main-[^/]+\.js$/.test(one.url()));
  if (!worker) throw new Error("no training worker was started");
  await worker.evaluate(() => (globalThis as unknown as { readonly cardTaken: Promise<boolean> }).cardTaken);
}
