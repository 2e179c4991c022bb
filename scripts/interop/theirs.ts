import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readModel, type OpenedModel, type Target } from "../../src/models";
import { showPath } from "../../src/schema";
import { distance, predict } from "./judge";

/** Samples and what Keras makes of them, beside the files that it wrote. */
interface Told {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly compile: { readonly optimizer: string; readonly learning_rate: number; readonly loss: string; readonly metrics: readonly string[] } | null;
}

export interface Read {
  readonly file: string;
  /** Largest distance between Keras's predictions and tfjs's. */
  readonly difference: number;
  /** What is wrong, where something is. */
  readonly failures: readonly string[];
}

/** Opens every file that Keras wrote and lets tfjs predict with it. */
export async function readTheirs(folder: string): Promise<readonly Read[]> {
  const reads: Read[] = [];
  for (const name of readdirSync(folder).sort()) {
    const at = join(folder, name);
    const told = JSON.parse(readFileSync(join(at, "data.json"), "utf8")) as Told;
    let target: Target | undefined;
    // The whole models come first: the weights alone go into their layers.
    for (const file of ["model.keras", "model.h5", "model.json", "model.weights.h5"]) {
      const { opened, failures } = await open(join(at, file), target);
      if (opened && !target) target = opened;
      if (opened && file !== "model.weights.h5") failures.push(...compileFailures(opened, told));
      const difference = opened?.weights ? distance(await predict(opened.layers, opened.inputShape, opened.weights, Float32Array.from(told.x)), told.y) : file === "model.json" ? 0 : Infinity;
      reads.push({ file: `${name}/${file}`, difference, failures });
    }
  }
  return reads;
}

async function open(path: string, target: Target | undefined): Promise<{ opened: OpenedModel | undefined; failures: string[] }> {
  const read = await readModel([{ name: path, bytes: new Uint8Array(readFileSync(path)) }], target);
  if (read.ok) return { opened: read.value, failures: [] };
  return { opened: undefined, failures: read.error.map(({ path: where, message }) => `${showPath(where)}: ${message.en}`) };
}

function compileFailures({ compile, notes }: OpenedModel, { compile: told }: Told): string[] {
  if (!told) return [];
  const failures: string[] = [];
  const same = (what: string, received: unknown, expected: unknown): void => {
    if (JSON.stringify(received) !== JSON.stringify(expected)) failures.push(`${what}: expected ${JSON.stringify(expected)}, received ${JSON.stringify(received)} (${notes.map(({ en }) => en).join(" ")})`);
  };
  same("optimizer", compile?.optimizer?.kind, told.optimizer);
  same("learning rate", compile?.optimizer?.values.learning_rate, told.learning_rate);
  same("loss", compile?.loss, told.loss);
  same("metrics", compile?.metrics, told.metrics);
  return failures;
}
