import type { Device } from "@jax-js/jax";
import type { Paint, Task } from "./task";
import { workloads, type Workload } from "./workloads";

/** What a task is made of, in a worker of its own. */
export interface Setting {
  /** The same in a size that takes seconds. */
  readonly smoke: boolean;
  readonly paint: Paint;
}

type Start = (setting: Setting) => Promise<Task & { readonly samples?: number }>;
type Train = (workload: Workload) => Promise<Task>;

/** Each engine comes with its own libraries, which are loaded only where it runs. */
const engines: Readonly<Record<string, () => Promise<Train>>> = {
  layerloom: async () => (await import("./engines/layerloom")).layerloom,
  "tfjs-wasm": async () => (await import("./engines/tfjs")).tfjs("wasm"),
  "tfjs-webgl": async () => (await import("./engines/tfjs")).tfjs("webgl"),
  "tfjs-webgpu": async () => (await import("./engines/tfjs")).tfjs("webgpu"),
  "tfjs-cpu": async () => (await import("./engines/tfjs")).tfjs("cpu"),
  "jax-js-wasm": () => jaxOn("wasm"),
  "jax-js-webgpu": () => jaxOn("webgpu"),
  convnetjs: async () => (await import("./engines/convnetjs")).convnetjs,
};

const jaxOn = async (device: Device): Promise<Train> => (await import("./engines/jax")).jax(device);

const training = (name: keyof typeof workloads): Record<string, Start> =>
  Object.fromEntries(
    Object.entries(engines).map(([engine, load]): [string, Start] => [engine, async ({ smoke }) => (await load())(workloads[name](smoke))]),
  );

/** Who runs what. */
const all: Readonly<Record<string, Readonly<Record<string, Start>>>> = {
  "recipe-mlp": training("recipe-mlp"),
  "cifar-cnn": training("cifar-cnn"),
  "tiny-2d": {
    ...training("tiny-2d"),
    "layerloom, 60 maps/s": async ({ paint }) => (await import("./tasks/redraws")).withRedraws(paint)(workloads["tiny-2d"]()),
  },
  "cifar-pipeline": {
    layerloom: async ({ smoke }) => (await import("./tasks/pipeline")).ourPipeline(false)(smoke),
    "layerloom, with training": async ({ smoke }) => (await import("./tasks/pipeline")).ourPipeline(true)(smoke),
    "tfjs-wasm": async ({ smoke }) => (await import("./tasks/pipeline")).tfjsPipeline(false)(smoke),
    "tfjs-wasm, with training": async ({ smoke }) => (await import("./tasks/pipeline")).tfjsPipeline(true)(smoke),
  },
  page: {
    "first-net": async () => (await import("./tasks/alone")).alone("first-net")(),
    "recipe-mended": async () => (await import("./tasks/alone")).alone("recipe-mended")(),
  },
};

export const contestantsOf = (workload: string): readonly string[] => Object.keys(all[workload] ?? {});

export function startContestant(workload: string, name: string, setting: Setting): Promise<Task & { readonly samples?: number }> {
  const start = all[workload]?.[name];
  if (!start) throw new Error(`${name} does not run ${workload}`);
  return start(setting);
}
