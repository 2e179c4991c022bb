import { beforeAll, describe, expect, it, vi } from "vitest";
import { edits, type Experiment } from "../../experiment";
import { Device, type Backend } from "./backends";
import { calibrate, candidates } from "./calibrate";
import { fitOn } from "./data";
import type { QueryContext } from "./evaluate";
import { findRate } from "./findRate";
import { makeTfjsLearner, tfjsOn, type LearnerSetting, type MakeLearner } from "./session/makeLearner";
import { nodeBackends, startInNode, wasmOnDisk } from "./testing/backends";
import { drawnDataset } from "./testing/session";
import { tf } from "./tf";
import { firstNet } from "./testing/firstNet";

vi.setConfig({ testTimeout: 60_000 });

beforeAll(() => startInNode("wasm"));

const first = firstNet;
const dataset = drawnDataset(first);
const fitted = fitOn(dataset, first.preprocessing, dataset.train.count);
const context = (signal = new AbortController().signal): QueryContext & { readonly told: number[] } => {
  const told: number[] = [];
  return { told, signal, progress: (part) => told.push(part) };
};

describe("the learning-rate finder", () => {
  const parts = { makeLearner: makeTfjsLearner, dataset, fitted };

  it("draws a loss that falls and rises again over growing rates, and leaves nothing behind", async () => {
    await findRate(first, parts, context());
    const before = tf.memory().numTensors;
    const { rates, losses } = await findRate(first, parts, context());
    expect(tf.memory().numTensors).toBe(before);
    expect(rates.length).toBe(losses.length);
    expect(rates[0]).toBeCloseTo(1e-6, 12);
    rates.slice(1).forEach((rate, i) => expect(rate).toBeGreaterThan(rates[i]!));
    // Rates around a millionth move nothing: the loss of the same samples stands still.
    expect(Math.abs(losses[10]! - losses[0]!)).toBeLessThan(1e-3);
    const lowest = Math.min(...losses);
    expect(lowest).toBeLessThan(0.9 * losses[0]!);
    expect(losses.at(-1)).toBeGreaterThan(lowest);
  });

  it("is the same again from the same seed", async () => {
    expect(await findRate(first, parts, context())).toEqual(await findRate(first, parts, context()));
  });

  it("ends when nobody waits any longer", async () => {
    const controller = new AbortController();
    const asked = context(controller.signal);
    const finding = findRate(first, { ...parts, makeLearner: (setting) => (controller.abort(), makeTfjsLearner(setting)) }, asked);
    await expect(finding).rejects.toThrow();
    expect(asked.told).toEqual([]);
  });
});

/** tfjs's plain JavaScript under the name of a graphics card: a device that works, and is far slower than the other. */
const slowCard: Backend = {
  backend: "webgl",
  card: true,
  probe: () => Promise.resolve({ label: "WebGL · slow card", software: false }),
  load() {
    if (!tf.findBackendFactory("webgl")) {
      tf.registerBackend("webgl", tf.findBackendFactory("cpu"));
      tf.copyRegisteredKernels("cpu", "webgl");
    }
    return Promise.resolve();
  },
};

describe("the choice of a device", () => {
  const wide: Experiment = {
    ...edits.setFit(first, { batch_size: 128 }),
    layers: first.layers.map((layer, i) => (i < 2 ? ({ ...layer, values: { ...layer.values, units: 256 } } as typeof layer) : layer)),
  };

  it("times the model's own step on each and goes over to the fastest, still by itself", async () => {
    const device = new Device([slowCard, wasmOnDisk, nodeBackends[1]]);
    expect(candidates(await device.status()).map(({ backend }) => backend)).toEqual(["webgl", "wasm"]);
    expect((await device.status()).backend).toBe("webgl");
    const asked = context();
    const { rows, device: chosen } = await calibrate(wide, { device, makeLearner: tfjsOn(device), dataset, fitted }, asked);
    expect(rows.map(({ backend }) => backend)).toEqual(["wasm", "webgl"]);
    expect(rows[0]!.milliseconds).toBeLessThan(rows[1]!.milliseconds!);
    expect(chosen).toMatchObject({ backend: "wasm", automatic: true });
    expect(tf.getBackend()).toBe("wasm");
    expect(asked.told).toEqual([0.5, 1]);
  });

  it("leaves the compiling of a first step out and waits for the device once behind all steps, as a run does", async () => {
    // A step is queued in 20 ms, after a first one of 5 s that compiles; a reading takes 30 ms more.
    let clock = 0;
    let steps = 0;
    let readings = 0;
    const makeLearner: MakeLearner = async (setting) => {
      const learner = await makeTfjsLearner(setting);
      learner.train = () => void (clock += steps++ === 0 ? 5000 : 20);
      learner.read = () => {
        readings++;
        clock += 30;
        return Promise.resolve([]);
      };
      return learner;
    };
    const device = new Device([wasmOnDisk]);
    const { rows } = await calibrate(first, { device, makeLearner, dataset, fitted, now: () => clock }, context());
    // One that compiles, one of 50 ms, of which eight fit into 400: (8 · 20 + 30) / 8.
    expect([steps, readings]).toEqual([10, 3]);
    expect(rows).toEqual([{ backend: "wasm", label: "WASM SIMD · 1 thread", milliseconds: 23.75 }]);
  });

  it("times one step behind the first on a device that is slow, and no more", async () => {
    let clock = 0;
    let steps = 0;
    const makeLearner: MakeLearner = async (setting) => {
      const learner = await makeTfjsLearner(setting);
      learner.train = () => void (clock += steps++ === 0 ? 9000 : 700);
      return learner;
    };
    const { rows } = await calibrate(first, { device: new Device([wasmOnDisk]), makeLearner, dataset, fitted, now: () => clock }, context());
    expect([steps, rows[0]!.milliseconds]).toEqual([2, 700]);
  });

  it("passes over a device on which the model does not train, and says why", async () => {
    const device = new Device([slowCard, wasmOnDisk]);
    const makeLearner = (setting: LearnerSetting) =>
      device.backend === "webgl" ? Promise.reject(new Error("kernel Foo is not registered")) : makeTfjsLearner(setting);
    const { rows, device: chosen } = await calibrate(first, { device, makeLearner, dataset, fitted }, context());
    expect(chosen.backend).toBe("wasm");
    expect(rows[1]).toMatchObject({ backend: "webgl", label: "WebGL · slow card" });
    expect(rows[1]!.reason!.en).toContain("kernel Foo is not registered");
    expect(rows[1]!.milliseconds).toBeUndefined();
  });

  it("stays with the device in use when nobody waits any longer", async () => {
    const device = new Device([slowCard, wasmOnDisk]);
    await device.status();
    const controller = new AbortController();
    controller.abort();
    const { rows, device: chosen } = await calibrate(first, { device, makeLearner: tfjsOn(device), dataset, fitted }, context(controller.signal));
    expect(rows).toEqual([]);
    expect(chosen).toMatchObject({ backend: "webgl", automatic: true });
  });
});
