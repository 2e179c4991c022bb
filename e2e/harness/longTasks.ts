import type { Page } from "@playwright/test";

declare global {
  interface Window {
    longTasks?: { readonly start: number; readonly duration: number }[];
  }
}

/** Records from now on, also over reloads, every task of the page's thread that takes more than 50 ms. */
export async function recordLongTasks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const tasks: { start: number; duration: number }[] = [];
    window.longTasks = tasks;
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) tasks.push({ start: startTime, duration });
    }).observe({ type: "longtask", buffered: true });
  });
}

/** Milliseconds since the page began. */
export const pageTime = (page: Page): Promise<number> => page.evaluate(() => performance.now());

/** Durations in milliseconds of the long tasks that began between two moments. */
export const longTasksBetween = (page: Page, from: number, to: number): Promise<number[]> =>
  page.evaluate(
    ([begin, end]) => (window.longTasks ?? []).filter(({ start }) => start >= begin! && start <= end!).map(({ duration }) => duration),
    [from, to],
  );
