import { channel } from "../../src/training/channel";
import { contestantsOf } from "./contestants";
import type { Reply, Request } from "./messages";

/** What the command drives; every call is about one contestant, which has a worker. */
export interface Bench {
  contestants(workload: string): readonly string[];
  start(workload: string, name: string, smoke: boolean): Promise<{ readonly label: string; readonly samples?: number }>;
  /** Milliseconds in the worker, and maps painted meanwhile. */
  run(workload: string, name: string, steps: number): Promise<{ readonly milliseconds: number; readonly maps: number }>;
  loss(workload: string, name: string): Promise<number | null>;
  stop(workload: string, name: string): void;
}

declare global {
  interface Window {
    bench: Bench;
  }
}

const side = 50;
const context = document.querySelector("canvas")!.getContext("2d")!;
let painted = 0;

/** As the product does it: a value is a colour, a cell a pixel. */
function paint(values: Float32Array): void {
  const image = context.createImageData(side, side);
  values.forEach((value, i) => image.data.set([255 * value, 128, 255 * (1 - value), 255], 4 * i));
  context.putImageData(image, 0, 0);
  painted++;
}

interface Contestant {
  ask(request: Request): Promise<Reply>;
  stop(): void;
}

function contestant(): Contestant {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  let settle: { resolve(reply: Reply): void; reject(error: Error): void } | null = null;
  const fulfil = (reply: Reply): void => settle?.resolve(reply);
  const wire = channel<Request, Reply>(worker, {
    started: fulfil,
    ran: fulfil,
    loss: fulfil,
    failed: ({ message }) => settle?.reject(new Error(message)),
    map: ({ values }) => paint(values),
  });
  worker.addEventListener("error", ({ message }) => settle?.reject(new Error(message || "the worker does not start")));
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        wire.send(request);
      }),
    stop: () => worker.terminate(),
  };
}

const running = new Map<string, Contestant>();

async function ask<T extends Reply["type"]>(workload: string, name: string, request: Request, expected: T): Promise<Extract<Reply, { readonly type: T }>> {
  const reply = await running.get(`${workload}/${name}`)!.ask(request);
  if (reply.type !== expected) throw new Error(`${name} answered ${reply.type} to ${request.type}`);
  return reply as Extract<Reply, { readonly type: T }>;
}

window.bench = {
  contestants: contestantsOf,
  start(workload, name, smoke) {
    running.set(`${workload}/${name}`, contestant());
    return ask(workload, name, { type: "start", workload, name, smoke }, "started");
  },
  async run(workload, name, steps) {
    const before = painted;
    const { milliseconds } = await ask(workload, name, { type: "run", steps }, "ran");
    return { milliseconds, maps: painted - before };
  },
  loss: async (workload, name) => (await ask(workload, name, { type: "loss" }, "loss")).loss,
  stop(workload, name) {
    running.get(`${workload}/${name}`)?.stop();
    running.delete(`${workload}/${name}`);
  },
};
