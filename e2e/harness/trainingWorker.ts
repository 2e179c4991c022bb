import type { Page } from "@playwright/test";
import type { Answer, QueryName } from "../../src/training/protocol";

declare global {
  interface Window {
    startedWorkers?: { readonly address: string; readonly worker: Worker }[];
    /** Questions of one kind to the workers: how many were asked, what becomes of the next ones, and those that wait. */
    questions?: { asked: number; way: Way; held: (() => void)[] };
    /** Finished steps, over all epochs, that the run told of last: in mid-run, and where it paused. */
    toldSteps?: { progress: number; paused: number | null };
  }
}

/** What becomes of a question: it goes its way, waits, or arrives so that the worker cannot answer it. */
type Way = "pass" | "hold" | "spoil";

/** Stands between the page and its workers for questions of one kind. Call before the page is opened. */
export async function interceptQuestions(
  page: Page,
  query: QueryName,
): Promise<{ readonly asked: () => Promise<number>; readonly choose: (way: Way) => Promise<void> }> {
  await page.addInitScript((name) => {
    const questions: NonNullable<Window["questions"]> = { asked: 0, way: "pass", held: [] };
    window.questions = questions;
    const Native = window.Worker;
    window.Worker = class extends Native {
      override postMessage(message: { type?: string; query?: string }, more?: Transferable[] | StructuredSerializeOptions): void {
        const options = Array.isArray(more) ? { transfer: more } : more;
        // eslint-disable-next-line no-restricted-syntax -- beside the channel, so that the page need not be prepared for tests
        const send = (what: unknown): void => super.postMessage(what, options);
        if (message.type !== "ask" || message.query !== name) return send(message);
        questions.asked++;
        if (questions.way === "hold") questions.held.push(() => send(message));
        else send(questions.way === "spoil" ? { ...message, ask: {} } : message);
      }
    };
  }, query);
  return {
    asked: () => page.evaluate(() => window.questions!.asked),
    choose: (way) =>
      page.evaluate((next) => {
        const { held } = Object.assign(window.questions!, { way: next });
        if (next !== "hold") for (const send of held.splice(0)) send();
      }, way),
  };
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
