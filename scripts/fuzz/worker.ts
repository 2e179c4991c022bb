import { parentPort, workerData } from "node:worker_threads";
import { random } from "../../src/random/random";
import { batches } from "./inputs";

/** What became of one input. */
export interface Told {
  readonly type: "done";
  readonly index: number;
  readonly outcome: "opened" | "refused";
  /** What must not be, if anything: a raw error, a refusal without its file, a damaged archive that opened. */
  readonly fault: string | null;
  /** Milliseconds of processor time, all threads of the process together. */
  readonly busy: number;
  /** Bytes of memory of the process. */
  readonly memory: number;
}

/** Reads the inputs from `first` up to `to`, one after another, and tells before and after each. */
const { first, to, fixtures } = workerData as { readonly first: number; readonly to: number; readonly fixtures: string };
const readers = await batches(fixtures);
for (let index = first; index < to; index++) {
  parentPort!.postMessage({ type: "began", index });
  const { outcome, fault, busy } = await one(index);
  const told: Told = { type: "done", index, outcome, fault, busy, memory: process.memoryUsage.rss() };
  parentPort!.postMessage(told);
}

async function one(index: number): Promise<Pick<Told, "outcome" | "fault" | "busy">> {
  const { name, read } = readers[index % readers.length]!;
  const source = random(1).fork("fuzz", index);
  let began = process.cpuUsage();
  const busy = (): number => {
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  };
  try {
    const result = await read(source, () => (began = process.cpuUsage()));
    return { ...result, fault: result.fault && `${name}: ${result.fault}`, busy: busy() };
  } catch (thrown) {
    return { outcome: "refused", fault: `${name}: raw error ${thrown instanceof Error ? thrown.stack : String(thrown)}`, busy: busy() };
  }
}
