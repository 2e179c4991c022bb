import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { edits, presets, type Experiment } from "../../../experiment";
import { optimizers } from "../../../compile";
import { layers } from "../../../layers";
import { activationField } from "../../../layers/activations";
import { text } from "../../../schema";
import { gather, fitOn } from "../data";
import { reportAttempts } from "../attempts";
import type { BackendName } from "../../protocol";
import { Device } from "../backends";
import type { Learner } from "../session/learner";
import { makeTfjsLearner } from "../session/makeLearner";
import { TfjsLearner } from "../session/tfjsLearner";
import { nodeBackends, startInNode } from "../testing/backends";
import { drawnDataset } from "../testing/session";
import { tf } from "../tf";
import { canFuse, fusedBytes, whyNotFused } from "./fused";
import { FusedLearner } from "./fusedLearner";
import { learners } from "./makeFusedLearner";

vi.setConfig({ testTimeout: 60_000 });

beforeAll(() => startInNode("wasm"));
beforeEach(async () => {
  await tf.setBackend("wasm");
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const preset = (id: string): Experiment => presets.find((one) => one.id === id)!.experiment;
/** Two layers on points: a step of some ten thousand operations. */
const tiny = preset("first-net");
/** The drawn convnet: 50 million operations a step, which is worth threads, and with a Dropout, whose masks must be the same everywhere. */
const convnet = edits.setCompile(edits.insertLayer(preset("shapes-convnet"), 6, "Dropout"), {
  // Adam would make a step of the last bit of a gradient that is nearly 0.
  optimizer: { kind: "SGD", values: { learning_rate: 0.05, momentum: 0.9, nesterov: false } },
});

const drawn = new Map([tiny, convnet].map((experiment) => [experiment.dataset.kind, drawnDataset(experiment)] as const));
const settingOf = (experiment: Experiment) => {
  const dataset = drawn.get(experiment.dataset.kind)!;
  return { experiment, dataset, fitted: fitOn(dataset, experiment.preprocessing) };
};

const make = (experiment: Experiment, automatic = true): Promise<Learner> => learners(deviceOn(automatic))(settingOf(experiment));

/** The device as it is: what tfjs is on in this test. */
const deviceOn = (automatic: boolean) => {
  const device = new Device(nodeBackends);
  return { automatic, backend: tf.getBackend() as BackendName, ready: () => Promise.resolve(), status: () => device.status() };
};

/** The losses of three steps, and the weights behind them. */
async function trained(learner: Learner, experiment: Experiment) {
  const { dataset, fitted } = settingOf(experiment);
  for (let step = 0; step < 3; step++) {
    const { samples, targets } = gather(dataset, "train", Uint32Array.from({ length: 8 }, (_, i) => 8 * step + i), fitted);
    learner.train(samples, targets, 8);
  }
  const losses = (await learner.read()).map(({ loss }) => loss);
  const weights = (await learner.weights()).map(({ values }) => [...values]);
  learner.dispose();
  return { losses, weights };
}

/** The same, to the digits that two orders of summation share. */
function expectNear(mine: Awaited<ReturnType<typeof trained>>, theirs: Awaited<ReturnType<typeof trained>>): void {
  expect(mine.losses).toHaveLength(3);
  mine.losses.forEach((loss, i) => expect(loss).toBeCloseTo(theirs.losses[i]!, 4));
  mine.weights.forEach((values, i) => values.forEach((value, j) => expect(Math.abs(value - theirs.weights[i]![j]!)).toBeLessThan(1e-4)));
}

describe("which engine trains", () => {
  it("is the fused one on the processor, for large stacks and small ones", async () => {
    for (const experiment of [tiny, convnet]) {
      const learner = await make(experiment, false);
      expect(learner).toBeInstanceOf(FusedLearner);
      learner.dispose();
    }
  });

  it("is, where another device was found best, the fused one for tiny stacks and that device for large ones", async () => {
    // Any backend that is not the processor's stands for a graphics card here.
    await tf.setBackend("cpu");
    const [small, large] = [await make(tiny), await make(convnet)];
    expect(small).toBeInstanceOf(FusedLearner);
    expect(large).toBeInstanceOf(TfjsLearner);
    small.dispose();
    large.dispose();
  });

  it("is the one on the device that a person chose, however small the stack", async () => {
    await tf.setBackend("cpu");
    const learner = await make(tiny, false);
    expect(learner).toBeInstanceOf(TfjsLearner);
    learner.dispose();
  });

  it("is tfjs for a stack with a layer, an activation or a loss that the engine does not know, and comes to the same", async () => {
    const fused = await trained(await make(convnet), convnet);
    const kind = layers.get("MaxPooling2D") as { lower?: unknown };
    const { lower } = kind;
    try {
      delete kind.lower;
      expect(canFuse({ layers: convnet.layers, loss: "hinge" })).toBe(false);
      // A stack without such a layer is none of its business.
      expect(canFuse({ layers: tiny.layers, loss: "hinge" })).toBe(true);
      const learner = await make(convnet);
      expect(learner).toBeInstanceOf(TfjsLearner);
      expectNear(await trained(learner, convnet), fused);
    } finally {
      kind.lower = lower;
    }
    expect(canFuse({ layers: convnet.layers, loss: "hinge" })).toBe(true);
    expect(canFuse({ layers: convnet.layers, loss: "poisson" as never })).toBe(false);
    expect(whyNotFused({ layers: convnet.layers, loss: "poisson" as never })!.en).toBe("the engine does not know the loss poisson");
    const strange = edits.setLayerValues(tiny, tiny.layers[0]!.id, { activation: "swish" });
    expect(canFuse({ layers: strange.layers, loss: "hinge" })).toBe(false);
    expect(whyNotFused({ layers: strange.layers, loss: "hinge" })!.en).toBe("the engine does not know the activation swish (activation of Dense)");
  });

  it("is tfjs for an activation under any other name, and for an update rule that the engine lacks", () => {
    const { kind, fields } = layers.get("Dense");
    const get = vi.spyOn(layers, "get").mockReturnValue({ ...layers.get("Dense"), fields: { ...fields, recurrent_activation: activationField("sigmoid", text("", "")) } });
    const [first] = tiny.layers;
    const recurrent = (recurrent_activation: string) => [{ ...first!, values: { ...first!.values, recurrent_activation } } as typeof first & object];
    expect(whyNotFused({ layers: recurrent("hard_sigmoid"), loss: "hinge" })!.en).toBe(`the engine does not know the activation hard_sigmoid (recurrent_activation of ${kind})`);
    expect(whyNotFused({ layers: recurrent("sigmoid"), loss: "hinge" })).toBeNull();
    get.mockRestore();
    const { optimizer } = tiny.compile;
    expect(whyNotFused({ layers: tiny.layers, loss: "hinge", optimizer })).toBeNull();
    vi.spyOn(optimizers.get(optimizer.kind).fused, "rule").mockReturnValue("ftrl" as never);
    expect(whyNotFused({ layers: tiny.layers, loss: "hinge", optimizer })!.en).toBe(`the engine does not know the rule ftrl of ${optimizer.kind}`);
  });

  it("is tfjs where the browser has no SIMD, and comes to the same", async () => {
    const fused = await trained(await make(convnet), convnet);
    vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
    const learner = await make(convnet);
    expect(learner).toBeInstanceOf(TfjsLearner);
    expectNear(await trained(learner, convnet), fused);
    expectNear(await trained(await makeTfjsLearner(settingOf(convnet)), convnet), fused);
  });
});

describe("threads that cannot be had are done without, bit for bit,", () => {
  /** A page that is isolated, with eight cores. */
  function isolated(): void {
    vi.stubGlobal("crossOriginIsolated", true);
    vi.stubGlobal("navigator", { hardwareConcurrency: 8 });
  }

  /** A helper that ends in a way of its own; counts those that live. */
  function helpers(fate: (tell: (type: "message" | "error", data?: unknown) => void) => void) {
    const count = { started: 0, living: 0 };
    class Helper {
      readonly #listeners: { readonly type: string; readonly listen: (event: { readonly data?: unknown }) => void }[] = [];
      constructor() {
        count.started++;
        count.living++;
      }
      addEventListener(type: string, listen: (event: { readonly data?: unknown }) => void): void {
        this.#listeners.push({ type, listen });
      }
      postMessage(): void {
        queueMicrotask(() => fate((type, data) => this.#listeners.filter((one) => one.type === type).forEach(({ listen }) => listen({ data }))));
      }
      terminate(): void {
        count.living--;
      }
    }
    vi.stubGlobal("Worker", Helper);
    return count;
  }

  it("without SharedArrayBuffer, without isolation, without workers, and where a step is too small for them", async () => {
    const alone = await trained(await make(convnet), convnet);
    isolated();
    const count = helpers((tell) => tell("error"));
    for (const [name, value] of [["SharedArrayBuffer", undefined], ["crossOriginIsolated", false], ["Worker", undefined]] as const) {
      const before = (globalThis as Record<string, unknown>)[name];
      vi.stubGlobal(name, value);
      const learner = await make(convnet);
      expect(learner.label).toBe("WASM SIMD · 1 thread");
      expect(await trained(learner, convnet)).toEqual(alone);
      vi.stubGlobal(name, before);
    }
    const small = await make(tiny);
    expect(small.label).toBe("WASM SIMD · 1 thread");
    small.dispose();
    expect(count.started).toBe(0);
  });

  it.each([
    ["a script that a page's policy forbids", (tell: (type: "message" | "error", data?: unknown) => void) => tell("error")],
    ["memory that is not there for them", (tell: (type: "message" | "error", data?: unknown) => void) => tell("message", { type: "failed", error: "RangeError: out of memory" })],
  ])("helpers that fail to start: %s", async (_why, fate) => {
    const alone = await trained(await make(convnet), convnet);
    const before = fusedBytes();
    isolated();
    const count = helpers(fate);
    const learner = await make(convnet);
    expect(learner.label).toBe("WASM SIMD · 1 thread");
    expect(count).toEqual({ started: 6, living: 0 });
    expect(await trained(learner, convnet)).toEqual(alone);
    // Nothing of the engine that was to have threads is on the books.
    expect(fusedBytes()).toBe(before);
  });

  it("workers that must not be made at all", async () => {
    const alone = await trained(await make(convnet), convnet);
    isolated();
    vi.stubGlobal("Worker", function () {
      throw new DOMException("denied", "SecurityError");
    });
    const learner = await make(convnet);
    expect(learner.label).toBe("WASM SIMD · 1 thread");
    expect(await trained(learner, convnet)).toEqual(alone);
  });

  it("helpers that never answer: they are started once more, then no more in this worker, and the person is told", async () => {
    const alone = await trained(await make(convnet), convnet);
    isolated();
    const count = helpers(() => undefined);
    const notes: string[] = [];
    reportAttempts((event) => event.type === "note" && notes.push(event.message.en));
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    let made = false;
    const making = make(convnet).finally(() => (made = true));
    while (!made) {
      await vi.advanceTimersByTimeAsync(1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    vi.useRealTimers();
    reportAttempts(() => undefined);
    const learner = await making;
    expect(learner.label).toBe("WASM SIMD · 1 thread");
    expect(count).toEqual({ started: 12, living: 0 });
    expect(notes).toEqual([expect.stringContaining("threads did not answer")]);
    expect(await trained(learner, convnet)).toEqual(alone);
    (await make(convnet)).dispose();
    expect(count.started).toBe(12);
  });
});
