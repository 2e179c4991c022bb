import type { Device } from "@jax-js/jax";
import { graphicsCard } from "./engines/card";
import type { TfjsBackend } from "./engines/tfjs";
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

/** Where there is no graphics card nothing is loaded for it. */
async function onCard<T>(load: () => Promise<T>): Promise<T> {
  await graphicsCard();
  return load();
}

/** Each engine comes with its own libraries, which are loaded only where it runs. */
const engines: Readonly<Record<string, () => Promise<Train>>> = {
  layerloom: async () => (await import("./engines/layerloom")).layerloom,
  "tfjs-wasm": async () => (await import("./engines/tfjs")).tfjs("wasm"),
  "tfjs-webgl": async () => (await import("./engines/tfjs")).tfjs("webgl"),
  "tfjs-webgpu": () => onCard(async () => (await import("./engines/tfjs")).tfjs("webgpu")),
  "tfjs-cpu": async () => (await import("./engines/tfjs")).tfjs("cpu"),
  "jax-js-wasm": () => jaxOn("wasm"),
  "jax-js-webgpu": () => onCard(() => jaxOn("webgpu")),
  convnetjs: async () => (await import("./engines/convnetjs")).convnetjs,
};

const jaxOn = async (device: Device): Promise<Train> => (await import("./engines/jax")).jax(device);

/** Our own way through tfjs, with all that a run has around its steps: held against tfjs's bare loop on the same backend. */
const sessions: Readonly<Record<string, () => Promise<Train>>> = {
  "layerloom-webgl": async () => (await import("./tasks/session")).sessionOn("webgl"),
  "layerloom-webgpu": () => onCard(async () => (await import("./tasks/session")).sessionOn("webgpu")),
};

const training = (name: keyof typeof workloads, by = engines): Record<string, Start> =>
  Object.fromEntries(Object.entries(by).map(([engine, load]): [string, Start] => [engine, async ({ smoke }) => (await load())(workloads[name](smoke))]));

const pipelineOn = (backend: TfjsBackend, train: boolean): Start => {
  const load = async () => (await import("./tasks/pipeline")).tfjsPipeline(backend, train);
  return async ({ smoke }) => (await (backend === "webgpu" ? onCard(load) : load()))(smoke);
};

/** Who runs what. */
const all: Readonly<Record<string, Readonly<Record<string, Start>>>> = {
  "recipe-mlp": training("recipe-mlp", { ...engines, ...sessions }),
  "cifar-cnn": training("cifar-cnn", { ...engines, ...sessions }),
  "tiny-2d": {
    ...training("tiny-2d"),
    "layerloom, 60 maps/s": async ({ paint }) => (await import("./tasks/redraws")).withRedraws(paint)(workloads["tiny-2d"]()),
  },
  "cifar-pipeline": {
    layerloom: async ({ smoke }) => (await import("./tasks/pipeline")).ourPipeline(false)(smoke),
    "layerloom, with training": async ({ smoke }) => (await import("./tasks/pipeline")).ourPipeline(true)(smoke),
    ...Object.fromEntries(
      (["wasm", "webgl", "webgpu", "cpu"] as const).flatMap((backend): [string, Start][] => [
        [`tfjs-${backend}`, pipelineOn(backend, false)],
        [`tfjs-${backend}, with training`, pipelineOn(backend, true)],
      ]),
    ),
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
