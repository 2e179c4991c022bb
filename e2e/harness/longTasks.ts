import type { Page } from "@playwright/test";

interface LongTask {
  readonly start: number;
  readonly duration: number;
  /** What ran in it, as far as the browser tells: `drawLines-….js setTimeout 80 ms`. */
  readonly what: string;
}

declare global {
  interface Window {
    longTasks?: { readonly start: number; readonly duration: number }[];
    longFrames?: { readonly start: number; readonly end: number; readonly what: string }[];
  }
}

/** Records from now on, also over reloads, every task of the page's thread that takes more than 50 ms. */
export async function recordLongTasks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    interface Script {
      readonly invoker: string;
      readonly sourceURL: string;
      readonly sourceFunctionName: string;
      readonly duration: number;
    }
    const tasks: { start: number; duration: number }[] = [];
    const frames: { start: number; end: number; what: string }[] = [];
    window.longTasks = tasks;
    window.longFrames = frames;
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) tasks.push({ start: startTime, duration });
    }).observe({ type: "longtask", buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { scripts, renderStart } = entry as PerformanceEntry & { readonly scripts: readonly Script[]; readonly renderStart: number };
        const ran = scripts.map(
          (script) => `${script.sourceURL.split("/").pop() ?? ""} ${script.sourceFunctionName || script.invoker} ${Math.round(script.duration)} ms`,
        );
        const end = entry.startTime + entry.duration;
        const render = renderStart ? [`style and layout from ${Math.round(renderStart - entry.startTime)} ms on`] : [];
        frames.push({ start: entry.startTime, end, what: [...ran, ...render].join(", ") });
      }
    }).observe({ type: "long-animation-frame", buffered: true });
  });
}

/** Milliseconds since the page began. */
export const pageTime = (page: Page): Promise<number> => page.evaluate(() => performance.now());

/** The long tasks that began between two moments, with their durations in milliseconds. */
export const longTasksBetween = (page: Page, from: number, to: number): Promise<LongTask[]> =>
  page.evaluate(
    ([begin, end]) =>
      (window.longTasks ?? [])
        .filter(({ start }) => start >= begin! && start <= end!)
        .map(({ start, duration }) => ({
          start,
          duration,
          what: (window.longFrames ?? []).filter((frame) => frame.start <= start + duration && frame.end >= start).map(({ what }) => what).join(" | "),
        })),
    [from, to],
  );
