import type { Page } from "@playwright/test";
import type { Answer } from "../../src/training/protocol";

declare global {
  interface Window {
    startedWorkers?: { readonly address: string; readonly worker: Worker }[];
    /** Finished steps, over all epochs, that the run told of last: in mid-run, and where it paused. */
    toldSteps?: { progress: number; paused: number | null };
  }
}

/** Remembers the page's workers, so that a test can ask one. Call before the page is opened. */
export async function watchWorkers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const started: { address: string; worker: Worker }[] = [];
    window.startedWorkers = started;
    const Native = window.Worker;
    window.Worker = class extends Native {
      constructor(address: string | URL, options?: WorkerOptions) {
        super(address, options);
        started.push({ address: String(address), worker: this });
      }
    };
  });
}

/** What tfjs holds in the training worker: the question of the protocol, asked beside the page's own. */
export const memory = (page: Page): Promise<Answer<"memory">> =>
  page.evaluate(
    () =>
      new Promise<{ tensors: number; bytes: number }>((resolve, reject) => {
        const found = (window.startedWorkers ?? []).filter(({ address }) => !/models|files/.test(address)).at(0);
        if (!found) {
          reject(new Error("no training worker was started"));
          return;
        }
        const requestId = 1_000_000_000;
        found.worker.addEventListener("message", ({ data }: MessageEvent<{ requestId?: number; type: string; answer: { tensors: number; bytes: number } }>) => {
          if (data.requestId !== requestId) return;
          if (data.type === "answer") resolve(data.answer);
          else reject(new Error(`the worker answered: ${JSON.stringify(data)}`));
        });
        // eslint-disable-next-line no-restricted-syntax -- beside the channel, so that the page need not be prepared for tests
        found.worker.postMessage({ type: "ask", requestId, query: "memory", ask: {} });
      }),
  );

/** Listens to what runs tell of their steps, before the page shows it. Call before the page is opened. */
export async function watchSteps(page: Page, stepsPerEpoch: number): Promise<void> {
  await page.addInitScript((each) => {
    const told: NonNullable<Window["toldSteps"]> = { progress: 0, paused: null };
    window.toldSteps = told;
    const Native = window.Worker;
    window.Worker = class extends Native {
      constructor(address: string | URL, options?: WorkerOptions) {
        super(address, options);
        this.addEventListener("message", ({ data }: MessageEvent<{ type: string; epoch: number; step: number }>) => {
          if (data.type === "progress") told.progress = data.epoch * each + data.step;
          if (data.type === "paused") told.paused = data.epoch * each + data.step;
        });
      }
    };
  }, stepsPerEpoch);
}
