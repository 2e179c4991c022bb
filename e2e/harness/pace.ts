import type { Page } from "@playwright/test";

/** A report of the worker on its run, and how the page stood when it came. */
interface Told {
  /** Milliseconds since the page began. */
  readonly at: number;
  readonly hidden: boolean;
  /** Finished steps, over all epochs. */
  readonly steps: number;
  /** Pictures that the browser has asked the page for so far. */
  readonly frames: number;
}

declare global {
  interface Window {
    toldOfRun?: Told[];
  }
}

/** Writes down what the worker tells of its run, and when. Call before the page is opened. */
export async function watchPace(page: Page, stepsPerEpoch: number): Promise<void> {
  await page.addInitScript((each) => {
    const told: Told[] = [];
    window.toldOfRun = told;
    let frames = 0;
    const count = (): void => {
      frames++;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
    const Native = window.Worker;
    window.Worker = class extends Native {
      constructor(address: string | URL, options?: WorkerOptions) {
        super(address, options);
        this.addEventListener("message", ({ data }: MessageEvent<{ type: string; epoch: number; step: number }>) => {
          if (data.type !== "progress") return;
          told.push({ at: performance.now(), hidden: document.visibilityState === "hidden", steps: data.epoch * each + data.step, frames });
        });
      }
    };
  }, stepsPerEpoch);
}

/** A stretch of time in which the page stayed shown or hidden. */
export interface Stretch {
  readonly hidden: boolean;
  readonly steps: number;
  readonly stepsPerSecond: number;
  readonly frames: number;
}

/** The stretches so far. Each begins with the second report in it: what came before began in the last one. */
export async function stretches(page: Page): Promise<Stretch[]> {
  const told = await page.evaluate(() => window.toldOfRun ?? []);
  const parts: Told[][] = [];
  for (const one of told) {
    if (parts.at(-1)?.[0]?.hidden !== one.hidden) parts.push([]);
    parts.at(-1).push(one);
  }
  return parts.map((part) => {
    const [from, to] = [part[1] ?? part[0]!, part.at(-1)];
    const steps = to.steps - from.steps;
    return { hidden: from.hidden, steps, stepsPerSecond: to.at > from.at ? steps / ((to.at - from.at) / 1000) : 0, frames: to.frames - from.frames };
  });
}
