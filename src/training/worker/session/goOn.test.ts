import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { readCallback, type CallbackSpec } from "../../../callbacks";
import { optimizers } from "../../../compile";
import { edits, type Experiment } from "../../../experiment";
import { defaultsOf } from "../../../schema";
import { startInNode } from "../testing/backends";
import { firstNet } from "../testing/firstNet";
import { layer } from "../testing/layer";
import { cutOff, engines, outcome, type Make } from "../testing/resuming";
import { tf } from "../tf";
import type { Ended } from "./parts";

vi.setConfig({ testTimeout: 60_000 });

beforeAll(() => startInNode("wasm"));
beforeEach(async () => {
  await tf.setBackend("wasm");
});

/** Everything that a second run could forget: dropout masks, moving averages, an optimizer's memory, the order of the samples. */
const layers = [
  layer("a", "Dense", { units: 8, activation: "tanh" }),
  layer("b", "BatchNormalization", {}),
  layer("c", "Dropout", { rate: 0.3 }),
  layer("d", "Dense", { units: 1, activation: "sigmoid" }),
];
const first = firstNet;

const callback = (...[kind, values]: readonly [CallbackSpec["kind"], Record<string, unknown>]): CallbackSpec => {
  const read = readCallback(kind, values, []);
  if (!read.ok) throw new Error(read.error[0]!.message.en);
  return read.value;
};

const experimentWith = (optimizer: (typeof optimizers.kinds)[number], change: Record<string, unknown> = {}, callbacks: readonly CallbackSpec[] = []): Experiment => ({
  ...first,
  layers,
  compile: { ...first.compile, optimizer: { kind: optimizer, values: { ...defaultsOf(optimizers.get(optimizer).fields), learning_rate: 0.02, ...change } } as never },
  fit: { ...first.fit, batch_size: 16, epochs: 10, callbacks: [...callbacks] },
});

/** A run of so many epochs, or more epochs of what one came to. */
async function trained(make: Make, experiment: Experiment, epochs: number, before?: { readonly ended: Ended }) {
  const ended = before?.ended;
  const one = await make(edits.setFit(experiment, { epochs }), ended ? { weights: ended.weights!, training: structuredClone(ended.training!) } : {});
  await one.run();
  one.learner.dispose();
  return { ...one, ended: one.of("ended")[0]!, told: one.epochs() };
}

const numbers = (list: readonly { readonly values: Float32Array }[] | undefined) => list!.map(({ values }) => [...values]);

describe.each(["fused", "tfjs"] as const)("more epochs of a trained model, on %s,", (engine) => {
  const make = engines[engine];

  it.each([
    ["SGD", {}],
    ["SGD", { momentum: 0.9, nesterov: true }],
    ["Adam", {}],
    ["Adam", { amsgrad: true }],
    ["RMSprop", { centered: true, momentum: 0.5 }],
    ["Adagrad", {}],
    ["Adadelta", {}],
  ] as const)("come to the very numbers of one run over all of them: %s %o", async (optimizer, change) => {
    const experiment = experimentWith(optimizer, change);
    const ten = await trained(make, experiment, 10);
    const five = await trained(make, experiment, 5);
    expect(five.ended.training).toMatchObject({ epochs: 5, optimizer: { steps: 5 * 16, rate: { base: 0.02, factor: 1 } } });
    const more = await trained(make, experiment, 5, five);
    expect(more.told.map(({ epoch }) => epoch)).toEqual([5, 6, 7, 8, 9]);
    expect([...five.told, ...more.told].map(({ logs }) => logs)).toEqual(ten.told.map(({ logs }) => logs));
    expect(numbers(more.ended.weights)).toEqual(numbers(ten.ended.weights));
    expect(more.ended.training).toEqual(ten.ended.training);
  });

  it("that are cut off go on as if nothing had happened, in the epoch where they were", async () => {
    const experiment = experimentWith("Adam");
    const five = await trained(make, experiment, 5);
    const whole = await trained(make, experiment, 5, five);
    const start: Make = (document, options) => make(document, { weights: five.ended.weights!, training: five.ended.training!, ...options });
    const from = await cutOff(start, edits.setFit(experiment, { epochs: 5 }), (event) => event.type === "epochs" && event.from === 6);
    expect(from).toMatchObject({ initialEpoch: 5, epochs: 10 });
    expect(from.epoch).toBeGreaterThanOrEqual(7);
    const rest = await make(edits.setFit(experiment, { epochs: 5 }), { from });
    await rest.run();
    expect(outcome(rest, from.history.epochs)).toEqual(outcome(whole));
    rest.learner.dispose();
  });

  it("count their epochs on for a schedule, and start its callbacks afresh as Keras's fit does", async () => {
    // Halved every third epoch: 0.02 for epochs 0 to 2, then 0.01, 0.005 and 0.0025.
    const schedule = callback("LearningRateScheduler", { ...scheduleDefaults, schedule: "step", step_epochs: 3, step_factor: 0.5 });
    const experiment = experimentWith("Adam", {}, [schedule]);
    const five = await trained(make, experiment, 5);
    const more = await trained(make, experiment, 5, five);
    const rates = [...five.told, ...more.told].map(({ logs }) => logs.learning_rate);
    expect(rates).toEqual([0.02, 0.02, 0.02, 0.01, 0.01, 0.01, 0.005, 0.005, 0.005, 0.0025]);
    expect(more.of("started")[0]!.goesOn).toEqual({ initialEpoch: 5, epochs: 10, learningRate: 0.01 });
  });

  it("begin with the rate at which the run before ended", async () => {
    // No loss falls by 10: the first epoch sets the mark, and each one after it lowers the rate to a tenth.
    const plateau = callback("ReduceLROnPlateau", { monitor: "loss", factor: 0.1, patience: 1, min_delta: 10, mode: "auto", cooldown: 0, min_lr: 0 });
    const experiment = experimentWith("Adam", { learning_rate: 0.1 }, [plateau]);
    const three = await trained(make, experiment, 3);
    expect(three.ended.training!.optimizer!.rate.base).toBeCloseTo(0.001, 12);
    const more = await trained(make, experiment, 2, three);
    // A callback that starts afresh sets its mark by the first epoch of its own fit and lowers nothing there.
    const rates = more.told.map(({ logs }) => logs.learning_rate!);
    expect(rates[0]).toBeCloseTo(0.001, 12);
    expect(rates[1]).toBeCloseTo(0.001, 12);
    expect(more.ended.training!.optimizer!.rate.base).toBeCloseTo(0.0001, 12);
  });

  it("start a fresh optimizer where nothing is known of the old one, and still count their epochs on", async () => {
    const experiment = experimentWith("Adam");
    const five = await trained(make, experiment, 5);
    const { optimizer: _, ...rest } = five.ended.training!;
    const more = await trained(make, experiment, 1, { ...five, ended: { ...five.ended, training: rest } });
    expect(more.ended.training).toMatchObject({ epochs: 6, optimizer: { steps: 16, rate: { base: 0.02 } } });
    expect(more.told[0]!.epoch).toBe(5);
  });
});

const scheduleDefaults = { warmup_epochs: 0, step_epochs: 10, step_factor: 0.5, decay_rate: 0.95, alpha: 0.01 };

it("a run whose loss was no number leaves nothing for an optimizer to go on from", async () => {
  const one = await engines.fused(experimentWith("SGD", { learning_rate: 10 }, []), {});
  one.on((event) => event.type === "started" && one.learner.setLearningRate(1e38));
  await one.run();
  expect(one.of("ended")[0]).toMatchObject({ reason: "nan" });
  expect(one.of("ended")[0]!.training).toBeUndefined();
  one.learner.dispose();
});
