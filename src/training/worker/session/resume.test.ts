import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { edits, type Experiment } from "../../../experiment";
import { readCallback } from "../../../callbacks";
import { optimizers } from "../../../compile";
import { defaultsOf, Refusal, text } from "../../../schema";
import type { Checkpoint, CheckpointKeeper } from "../../checkpoint";
import type { RunEvent } from "../../protocol";
import { startInNode } from "../testing/backends";
import { layer } from "../testing/layer";
import { cutOff, engines, memory, outcome } from "../testing/resuming";
import { fusedSessionOf, sessionOf } from "../testing/session";
import { tf } from "../tf";
import { firstNet } from "../testing/firstNet";
import { Checkpointer } from "./checkpointer";

vi.setConfig({ testTimeout: 60_000 });

beforeAll(() => startInNode("wasm"));
beforeEach(async () => {
  await tf.setBackend("wasm");
});

/** Everything that a checkpoint could forget: dropout masks, moving averages, an optimizer's memory, a stopping callback's best weights. */
const layers = [
  layer("a", "Dense", { units: 8, activation: "tanh" }),
  layer("b", "BatchNormalization", {}),
  layer("c", "Dropout", { rate: 0.3 }),
  layer("d", "Dense", { units: 1, activation: "sigmoid" }),
];
const stopping = readCallback("EarlyStopping", { monitor: "val_loss", patience: 3, min_delta: 0, mode: "auto", restore_best_weights: true }, []);
const callbacks = stopping.ok ? [stopping.value] : [];
const first = firstNet;

const experimentWith = (optimizer: (typeof optimizers.kinds)[number], change: Record<string, unknown> = {}): Experiment => ({
  ...first,
  layers,
  compile: { ...first.compile, optimizer: { kind: optimizer, values: { ...defaultsOf(optimizers.get(optimizer).fields), learning_rate: 0.02, ...change } } as never },
  fit: { ...first.fit, batch_size: 16, epochs: 6, callbacks },
});

describe.each(["fused", "tfjs"] as const)("a run that goes on from a checkpoint, on %s,", (engine) => {
  const make = engines[engine];

  it.each([
    ["SGD", {}],
    ["SGD", { momentum: 0.9, nesterov: true }],
    ["Adam", {}],
    ["Adam", { amsgrad: true }],
    ["RMSprop", { centered: true, momentum: 0.5 }],
    ["Adagrad", {}],
    ["Adadelta", {}],
  ] as const)("comes to the very numbers that it would have come to without the cut: %s %o", async (optimizer, change) => {
    const experiment = experimentWith(optimizer, change);
    const whole = await make(experiment);
    await whole.run();
    const from = await cutOff(make, experiment, (event) => event.type === "epochs" && event.from === 1);
    expect(from.history.epochs.length).toBeGreaterThanOrEqual(2);
    const rest = await make(experiment, { from });
    await rest.run();
    expect(outcome(rest, from.history.epochs)).toEqual(outcome(whole));
    whole.learner.dispose();
    rest.learner.dispose();
  });

  it("goes on in the middle of an epoch, with that epoch's figures whole", async () => {
    const experiment = experimentWith("Adam");
    const whole = await make(experiment);
    await whole.run();
    const { keeper, kept } = memory();
    const one = await make(experiment, { keeper });
    // Three times one batch: the third step of the first epoch.
    one.session.control.resume("batch");
    const running = one.run();
    for (let step = 1; step <= 3; step++) {
      await new Promise<void>((resolve) => one.on((event) => event.type === "kept" && event.step === step && resolve()));
      if (step < 3) one.session.control.resume("batch");
    }
    one.session.control.stop();
    await running;
    const from = kept.at(-1);
    expect([from.epoch, from.step, from.figures.samples]).toEqual([0, 3, 48]);
    const rest = await make(experiment, { from });
    await rest.run();
    expect(outcome(rest, from.history.epochs)).toEqual(outcome(whole));
    expect(rest.of("started")[0]!.continued).toMatchObject({ epoch: 0, step: 3, epochs: 6, learningRate: 0.02 });
    // 16 steps an epoch: every one has a point in the curve, the three from before too.
    expect(from.history.curve.points.map(({ step }) => step)).toEqual([1, 2, 3]);
    one.learner.dispose();
    whole.learner.dispose();
    rest.learner.dispose();
  });

  it("keeps what was changed by hand", async () => {
    const experiment = experimentWith("SGD");
    const changed = (event: RunEvent): boolean => event.type === "epochs" && event.from === 1;
    const run = async (cut: boolean) => {
      const { keeper, kept } = memory();
      const one = await make(experiment, { keeper });
      one.on((event) => {
        if (!changed(event)) return;
        one.session.control.ask({ what: "learning_rate", value: 0.005 });
        one.session.control.ask({ what: "epochs", value: 8 });
        if (cut) one.session.control.pause();
      });
      const running = one.run();
      if (cut) {
        await new Promise<void>((resolve) => one.on((event) => event.type === "kept" && event.epoch === 2 && resolve()));
        one.session.control.stop();
      }
      await running;
      one.learner.dispose();
      return { one, from: kept.at(-1) };
    };
    const { one: whole } = await run(false);
    const { from } = await run(true);
    const rest = await make(experiment, { from: from });
    await rest.run();
    expect(outcome(rest, from.history.epochs)).toEqual(outcome(whole));
    expect(from.history.changes).toEqual([
      { epoch: 2, step: 0, what: "learning_rate", from: 0.02, to: 0.005, by: "hand" },
      { epoch: 2, step: 0, what: "epochs", from: 6, to: 8, by: "hand" },
    ]);
    rest.learner.dispose();
  });
});

it("a checkpoint of one engine is taken up by the other, as when a graphics card is lost", async () => {
  for (const optimizer of optimizers.kinds) {
    const experiment = experimentWith(optimizer, optimizer === "RMSprop" ? { centered: true, momentum: 0.5 } : {});
    const whole = sessionOf(experiment);
    await whole.run();
    const from = await cutOff(engines.tfjs, experiment, (event) => event.type === "epochs" && event.from === 1);
    const rest = await fusedSessionOf(experiment, { from });
    await rest.run();
    const [there, here] = [outcome(rest, from.history.epochs), outcome(whole)];
    expect(there.weights.length).toBe(here.weights.length);
    const furthest = Math.max(...there.weights.flatMap((values, i) => values.map((value, j) => Math.abs(value - here.weights[i]![j]!))));
    expect(furthest).toBeLessThan(2e-4);
    whole.learner.dispose();
    rest.learner.dispose();
  }
});

/** A checkpointer by itself: `keep` keeps a run that stands one step further each time, at no cost. */
function checkpointing(keeper: CheckpointKeeper, worked: () => number, resumed = false) {
  let step = 0;
  const checkpoint = { runId: "r1", epoch: 0, step: 0, epochs: 5, rate: { base: 0.1, factor: 1 } } as Checkpoint;
  let next = checkpoint;
  const checkpointer = new Checkpointer({
    runId: "r1",
    keeper,
    bytes: 1,
    collect: () => Promise.resolve(next),
    ...(resumed ? { from: checkpoint } : {}),
    tell: () => undefined,
    worked,
    steps: () => step,
    perStep: () => 0,
  });
  return {
    checkpoint,
    due: (epochEnded: boolean) => checkpointer.due(epochEnded),
    async keep(as: Checkpoint = { ...checkpoint, step: ++step }) {
      next = as;
      await checkpointer.keep();
      // Until it is written.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** When checkpoints are made until a time, both in milliseconds of work, looked at every `step` milliseconds. */
async function timesOfCheckpoints(until: number, step: number, epochEnds: (at: number) => boolean): Promise<{ readonly times: readonly number[]; readonly kept: number }> {
  let at = 0;
  const { keeper, kept } = memory();
  const { keep, due } = checkpointing(keeper, () => at);
  await keep();
  const times: number[] = [];
  for (at = step; at <= until; at += step) {
    if (!due(epochEnds(at))) continue;
    times.push(at);
    await keep();
  }
  return { times, kept: kept.length };
}

describe("checkpoints", () => {
  const short = { ...experimentWith("SGD"), fit: { ...experimentWith("SGD").fit, callbacks: [] } };

  it("are let go of when the run has ended by itself or was stopped", async () => {
    const { keeper, forgotten } = memory();
    const one = sessionOf(short, { keeper });
    await one.run();
    expect(forgotten).toEqual(["r1"]);
    one.learner.dispose();
  });

  it("cost no more than 2 % of the time: after one of 100 ms the next comes after 5 s of work", async () => {
    // A clock of the test's own: every look at it takes four milliseconds, and keeping takes 100.
    let at = 0;
    const { keeper, kept } = memory();
    const slow: CheckpointKeeper = { ...keeper, keep: (checkpoint) => ((at += 100), keeper.keep(checkpoint)) };
    const one = sessionOf(edits.setFit(short, { epochs: 400 }), { keeper: slow, now: () => (at += 4) });
    await one.run();
    const times = kept.map(({ seconds }) => seconds);
    expect(times.length).toBeGreaterThan(2);
    // Those of the first second are early on purpose.
    const later = times.filter((time) => time > 1);
    expect(later.length).toBeGreaterThan(2);
    later.slice(1).forEach((time, i) => expect(time - later[i]!).toBeGreaterThanOrEqual(5));
    expect(later.length * 0.1).toBeLessThanOrEqual(0.02 * (at / 1000) + 0.1);
    one.learner.dispose();
  });

  it("are made at the start, and then after 100, 200, 400 … milliseconds of work", async () => {
    const { times, kept } = await timesOfCheckpoints(4000, 10, () => true);
    // After a second the ends of the epochs are enough, with a second between two.
    expect(times).toEqual([100, 300, 700, 1700, 2700, 3700]);
    expect(kept).toBe(1 + times.length);
  });

  it("come at the ends of the epochs, once there have been some: within the next 30 seconds not in between", async () => {
    // Epochs of 8 seconds.
    const { times } = await timesOfCheckpoints(40_000, 100, (at) => at % 8000 === 0);
    expect(times).toEqual([100, 300, 700, 1500, 3100, 6300, 8000, 16_000, 24_000, 32_000, 40_000]);
  });

  it("within a long epoch come at longer and longer intervals, up to half a minute", async () => {
    const { times } = await timesOfCheckpoints(120_000, 100, () => false);
    // 25.6 s after that of 25.5 s, and 30 s from then on.
    expect(times).toEqual([100, 300, 700, 1500, 3100, 6300, 12_700, 25_500, 51_100, 81_100, 111_100]);
  });

  it("come 50 ms after a resume, and leave out the place from which the run goes on", async () => {
    let at = 0;
    const { keeper, kept } = memory();
    const { keep, due, checkpoint } = checkpointing(keeper, () => at, true);
    at = 40;
    expect(due(false)).toBe(false);
    at = 50;
    expect(due(false)).toBe(true);
    await keep(checkpoint);
    expect(kept).toEqual([]);
    await keep({ ...checkpoint, step: checkpoint.step + 1 });
    expect(kept.map(({ step }) => step)).toEqual([1]);
  });

  it("that were refused are tried again, later each time, and told once", async () => {
    let at = 0;
    const tried: number[] = [];
    const full = (): Promise<never> => Promise.reject(new Refusal(text("the disk is full", "磁盘已满")));
    const { keeper } = memory();
    const freed: CheckpointKeeper = { ...keeper, keep: (checkpoint) => (tried.push(checkpoint.seconds), tried.length < 4 ? full() : keeper.keep(checkpoint)) };
    // A tenth of a second between two looks at the clock.
    const one = sessionOf(edits.setFit(short, { epochs: 200 }), { keeper: freed, now: () => (at += 100) });
    await one.run();
    const apart = tried.slice(1).map((time, i) => time - tried[i]!);
    for (const [i, least] of [30, 60, 120].entries()) {
      expect(apart[i]).toBeGreaterThanOrEqual(least);
      expect(apart[i]).toBeLessThan(least + 60);
    }
    expect(one.of("unkept")).toHaveLength(1);
    expect(one.of("kept").length).toBeGreaterThan(1);
    one.learner.dispose();
  });

  it("do not keep anybody waiting who stops the run", async () => {
    const { keeper } = memory();
    let written!: () => void;
    const slow: CheckpointKeeper = { ...keeper, keep: () => new Promise((resolve) => (written = () => resolve({ bytes: 1 }))) };
    const order: string[] = [];
    const forgotten = new Promise<void>((resolve) => {
      slow.forget = () => {
        order.push("forgotten");
        resolve();
        return Promise.resolve();
      };
    });
    const one = sessionOf(short, { keeper: slow });
    one.on((event) => {
      if (event.type === "epochs" && event.from === 0) one.session.control.pause();
      if (event.type === "paused") setImmediate(() => one.session.control.stop());
    });
    await one.run();
    order.push("ended");
    written();
    await forgotten;
    expect(order).toEqual(["ended", "forgotten"]);
    one.learner.dispose();
  });

  it("that cannot be kept are told once, and the training goes on to its end", async () => {
    const keeper: CheckpointKeeper = { ...memory().keeper, keep: () => Promise.reject(new Refusal(text("the disk is full", "磁盘已满"))) };
    let at = 0;
    const one = sessionOf(edits.setFit(short, { epochs: 100 }), { keeper, now: () => (at += 2) });
    await one.run();
    expect(one.of("unkept").map(({ message }) => message.en)).toEqual(["the disk is full"]);
    expect(one.of("ended")[0]).toMatchObject({ reason: "completed", epochs: 100 });
    one.learner.dispose();
  });
});

describe.each(["fused", "tfjs"] as const)("a run that is cut off every second, on %s,", (engine) => {
  it("makes headway each time, from its very first second on, and comes to the numbers of a run without a cut", async () => {
    const experiment = edits.setFit(experimentWith("Adam"), { epochs: 20, callbacks: [] });
    const whole = await engines[engine](experiment);
    await whole.run();
    const { keeper, kept } = memory();
    const places: number[] = [];
    for (let life = 0; life < 100; life++) {
      // Every look at the clock takes four milliseconds; after a second the worker is gone.
      let at = 0;
      const from = kept.at(-1);
      const one = await engines[engine](experiment, { keeper, ...(from ? { from } : {}), now: () => (at += 4), alive: () => at < 1000 });
      await one.run();
      one.learner.dispose();
      if (one.of("ended")[0]!.reason === "completed") {
        expect(outcome(one, from.history.epochs)).toEqual(outcome(whole));
        break;
      }
      const { epoch, step } = kept.at(-1);
      places.push(epoch * 16 + step);
    }
    expect(places.length).toBeGreaterThan(3);
    places.slice(1).forEach((place, i) => expect(place).toBeGreaterThan(places[i]!));
    whole.learner.dispose();
  });
});

it("a run that is cut off before its first step is kept as it began", async () => {
  const { keeper, kept } = memory();
  const one = await engines.fused(experimentWith("Adam"), { keeper });
  one.session.control.stop();
  await one.run();
  expect(kept.map(({ epoch, step, seconds }) => [epoch, step, seconds < 1])).toEqual([[0, 0, true]]);
  one.learner.dispose();
});

it("a run whose device was taken away ends as interrupted, not as diverged, and its checkpoint stays", async () => {
  const { keeper, kept, forgotten } = memory();
  let lost = false;
  const one = sessionOf(experimentWith("Adam"), { keeper, alive: () => !lost });
  one.on((event) => {
    if (event.type !== "epochs" || event.from !== 1) return;
    one.session.control.pause();
  });
  one.on((event) => {
    if (event.type !== "kept" || event.epoch !== 2) return;
    lost = true;
    one.session.control.resume();
  });
  await one.run();
  expect(one.of("ended")[0]).toMatchObject({ reason: "interrupted", epochs: 2 });
  expect(one.of("ended")[0]!.weights).toBeUndefined();
  expect(kept.map(({ epoch }) => epoch)).toEqual([0, 2]);
  expect(forgotten).toEqual([]);
});
