import { channel } from "../../src/training/channel";
import type { Answer, Asked } from "./worker";

/** Hands the test's questions on to a worker, which is where the engine lives: it waits for its threads, and a page must not. */
declare global {
  interface Window {
    askEngine(asked: Asked): Promise<Answer>;
  }
}

const waiting: ((answer: Answer) => void)[] = [];
const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
const wire = channel<Asked, Answer>(worker, {
  compared: (answer) => waiting.shift()!(answer),
  comparedWasm: (answer) => waiting.shift()!(answer),
  failed: (answer) => waiting.shift()!(answer),
});
worker.onerror = ({ message }) => waiting.shift()?.({ type: "failed", error: message });

window.askEngine = (asked) =>
  new Promise((resolve) => {
    waiting.push(resolve);
    wire.send(asked);
  });
