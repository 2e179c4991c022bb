import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { edits, type Experiment } from "../../../experiment";
import { readCallback } from "../../../callbacks";
import { readLayer, type LayerKindName, type LayerSpec } from "../../../layers";
import { startInNode } from "../testing/backends";
import { sessionOf } from "../testing/session";
import { tf } from "../tf";
import { noKeeper, type CheckpointKeeper } from "../../checkpoint";
import { Control } from "./control";
import { firstNet } from "../testing/firstNet";

/** The first preset at a quicker pace, in batches of 16. */
const first: Experiment = {
  ...firstNet,
  compile: { ...firstNet.compile, optimizer: { kind: "Adam", values: { learning_rate: 0.01, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7, amsgrad: false } } },
  fit: { ...firstNet.fit, batch_size: 16, epochs: 60 },
};

/** The first preset with another fit, and what else a test wants different. */
const variant = (fit: Partial<Experiment["fit"]>, change: Partial<Experiment> = {}): Experiment => ({ ...first, ...change, fit: { ...first.fit, ...fit } });

function layer(id: string, kind: LayerKindName, values: Record<string, unknown>): LayerSpec {
  const read = readLayer(id, kind, values, []);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

// A busy machine may take ten times as long as a free one.
vi.setConfig({ testTimeout: 60_000 });
const fastRate = { compile: { ...first.compile, optimizer: { kind: "Adam", values: { learning_rate: 0.03, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7, amsgrad: false } } } } as const;

beforeAll(() => startInNode("wasm"));
beforeEach(async () => {
  await tf.setBackend("wasm");
});

describe("a run", () => {
  it("learns the circle, tells every step's loss once, and draws maps from the first to the last", async () => {
    const { run, of, events, learner, epochs } = sessionOf(variant({ epochs: 30 }, fastRate));
    await run();
    const [started] = of("started");
    // 500 points, half of them for testing, 16 a batch: 15 full steps and one of 10.
    expect(started).toMatchObject({ trainCount: 250, validationCount: 250, stepsPerEpoch: 16 });
    expect(events[0]).toBe(started);
    expect(events.at(-1)).toMatchObject({ type: "ended", reason: "completed", epochs: 30 });
    const records = epochs();
    expect(records.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 30 }, (_, i) => i));
    expect(records.at(-1).logs.val_accuracy).toBeGreaterThan(0.95);
    expect(records.at(-1).logs.loss).toBeLessThan(records[0]!.logs.loss! / 3);
    const losses = of("progress").flatMap((progress) => [...progress.losses]);
    expect(losses.length).toBe(30 * 16);
    // Each epoch's loss is the mean over samples of its steps' losses.
    records.forEach(({ logs }, epoch) => {
      const steps = losses.slice(epoch * 16, (epoch + 1) * 16);
      const mean = steps.reduce((sum, loss, i) => sum + loss * (i < 15 ? 16 : 10), 0) / 250;
      expect(logs.loss).toBeCloseTo(mean, 6);
    });
    const maps = of("map");
    expect(events.indexOf(maps[0]!)).toBe(1);
    expect(events.indexOf(maps.at(-1))).toBe(events.length - 2);
    expect(maps.at(-1).map.values.length).toBe(50 * 50);
    // Class 1 lies inside the circle, class 0 around it.
    const { values } = maps.at(-1).map;
    expect(values[25 * 50 + 25]).toBeGreaterThan(0.5);
    expect(values[25 * 50 + 5]).toBeLessThan(0.5);
    learner.dispose();
  });

  it.each(["wasm", "cpu"] as const)("is the same again from the same seed, bit for bit, on %s", async (backend) => {
    await tf.setBackend(backend);
    const layers = [layer("a", "Dense", { units: 8, activation: "relu" }), layer("b", "Dropout", { rate: 0.3 }), layer("c", "Dense", { units: 1, activation: "sigmoid" })];
    const run = async (seed: number) => {
      const one = sessionOf(variant({ epochs: 3 }, { layers, seed }));
      await one.run();
      const { of, epochs, learner } = one;
      learner.dispose();
      const [ended] = of("ended");
      return { logs: epochs().map(({ logs }) => logs), weights: ended!.weights!.map(({ values }) => [...values]) };
    };
    const [one, again, other] = [await run(5), await run(5), await run(6)];
    expect(again).toEqual(one);
    expect(other.weights).not.toEqual(one.weights);
  });

  it("validates on a part cut off the end, or not at all", async () => {
    const split = sessionOf(variant({ epochs: 1, validation: { on: "split", share: 0.3 } }));
    await split.run();
    expect(split.of("started")[0]).toMatchObject({ trainCount: 175, validationCount: 75 });
    expect(split.epochs()[0]!.logs).toHaveProperty("val_loss");
    const none = sessionOf(variant({ epochs: 1, validation: { on: "none" } }));
    await none.run();
    expect(Object.keys(none.epochs()[0]!.logs)).toEqual(["loss", "accuracy"]);
    split.learner.dispose();
    none.learner.dispose();
  });

  it("leaves no tensor behind, ten times over", async () => {
    const run = async (): Promise<void> => {
      const { run: train, learner, of } = sessionOf(
        variant({ epochs: 2, callbacks: [{ kind: "EarlyStopping", values: { monitor: "val_loss", patience: 3, min_delta: 0, mode: "auto", restore_best_weights: true } }] }),
      );
      await train();
      expect(of("ended")[0]!.reason).toBe("completed");
      learner.dispose();
    };
    await run();
    const before = tf.memory();
    for (let i = 0; i < 10; i++) await run();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});

describe("in hand", () => {
  it("takes one batch, one epoch, and each time waits where it stands", async () => {
    const control = new Control({ until: "batch" });
    const { run, of, on, learner, epochs } = sessionOf(variant({ epochs: 3 }), { control });
    const places = (): readonly (readonly [number, number])[] => of("paused").map(({ epoch, step }) => [epoch, step]);
    const paused = (count: number): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => void (of("paused").length >= count && resolve());
        on(look);
        look();
      });
    const running = run();
    await paused(1);
    control.resume("batch");
    await paused(2);
    control.resume("epoch");
    await paused(3);
    control.resume("epoch");
    await paused(4);
    expect(places()).toEqual([[0, 1], [0, 2], [1, 0], [2, 0]]);
    expect(epochs()).toHaveLength(2);
    control.resume();
    await running;
    expect(of("ended")[0]).toMatchObject({ reason: "completed", epochs: 3 });
    const whole = sessionOf(variant({ epochs: 3 }));
    await whole.run();
    expect(epochs().map(({ logs }) => logs)).toEqual(whole.epochs().map(({ logs }) => logs));
    learner.dispose();
    whole.learner.dispose();
  });

  it("keeps a tempo that can be watched, shows every step of it, and comes to the same", async () => {
    // A batch in a hundred seconds: whoever waited for the second one would run out of time.
    const control = new Control({ tempo: 0.01 });
    const { run, of, on, learner, epochs } = sessionOf(variant({ epochs: 2 }), { control });
    const events: string[] = [];
    on((event) => {
      if (event.type !== "map") events.push(event.type === "progress" || event.type === "paused" ? `${event.type} ${event.step}` : event.type);
      if (event.type === "progress" && event.step === 1) setImmediate(() => control.pause());
      if (event.type === "paused") {
        control.setTempo(null);
        control.resume();
      }
    });
    await run();
    // The pause did not wait for the tempo either.
    expect(events.slice(0, 4)).toEqual(["started", "progress 1", "progress 1", "paused 1"]);
    expect(of("ended")[0]).toMatchObject({ reason: "completed", epochs: 2 });
    const whole = sessionOf(variant({ epochs: 2 }));
    await whole.run();
    expect(epochs().map(({ logs }) => logs)).toEqual(whole.epochs().map(({ logs }) => logs));
    learner.dispose();
    whole.learner.dispose();
  });

  it("takes more epochs in mid-run, and fewer, but never cuts the one under way", async () => {
    const { run, session, of, on, learner } = sessionOf(variant({ epochs: 3 }));
    on((event) => {
      if (event.type === "epochs" && event.from === 1) session.control.ask({ what: "epochs", value: 6 });
      if (event.type === "epochs" && event.from === 3) session.control.ask({ what: "epochs", value: 1 });
    });
    await run();
    expect(of("ended")[0]).toMatchObject({ reason: "completed", epochs: 4 });
    expect(of("changed").map(({ change }) => change)).toEqual([
      { epoch: 2, step: 0, what: "epochs", from: 3, to: 6, by: "hand" },
      { epoch: 4, step: 0, what: "epochs", from: 6, to: 4, by: "hand" },
    ]);
    learner.dispose();
  });

  it("hears everything that is asked for in a pause, also while it keeps its state", async () => {
    const control = new Control({ until: "epoch" });
    const slow: CheckpointKeeper = { ...noKeeper, keep: async () => (await new Promise((resolve) => setImmediate(resolve)), { bytes: 1 }) };
    const { run, of, on, learner } = sessionOf(variant({ epochs: 3 }), { control, keeper: slow });
    const changed = new Promise<void>((resolve) => on((event) => event.type === "changed" && event.change.what === "epochs" && resolve()));
    on((event) => {
      if (event.type !== "paused") return;
      control.ask({ what: "learning_rate", value: 0.002 });
      setImmediate(() => control.ask({ what: "epochs", value: 2 }));
    });
    const running = run();
    await changed;
    control.resume();
    await running;
    expect(of("changed").map(({ change }) => change.to)).toEqual([0.002, 2]);
    expect(of("resumed")).toHaveLength(1);
    expect(of("ended")[0]).toMatchObject({ reason: "completed", epochs: 2 });
    learner.dispose();
  });

  it("takes another learning rate before its next step, and from then on logs it", async () => {
    const plain = { optimizer: { kind: "SGD", values: { learning_rate: 0.1, momentum: 0, nesterov: false } } } as const;
    const experiment = variant({ epochs: 2, shuffle: false }, { compile: { ...first.compile, ...plain } });
    const { run, session, of, on, learner, epochs } = sessionOf(experiment);
    on((event) => {
      if (event.type === "epochs" && event.from === 0) session.control.ask({ what: "learning_rate", value: 1e-6 });
    });
    await run();
    expect(epochs().map(({ logs }) => logs.learning_rate)).toEqual([undefined, 1e-6]);
    // One epoch at 0.1 and one that hardly moves: nearly the weights of one epoch alone.
    const one = sessionOf(edits.setFit(experiment, { epochs: 1 }));
    await one.run();
    const [after, before] = [of("ended")[0]!.weights!, one.of("ended")[0]!.weights!];
    after.forEach(({ values }, i) => values.forEach((value, j) => expect(Math.abs(value - before[i]!.values[j]!)).toBeLessThan(1e-4)));
    learner.dispose();
    one.learner.dispose();
  });
});

describe("pause and stop", () => {
  it("pauses within two steps, stays, and goes on to the same end as without", async () => {
    const experiment = variant({ epochs: 5 });
    const plain = sessionOf(experiment);
    await plain.run();
    const { session, run, of, on, learner, epochs } = sessionOf(experiment);
    const running = run();
    await new Promise<void>((resolve) => on((event) => event.type === "epochs" && event.from === 1 && resolve()));
    session.control.pause();
    await new Promise<void>((resolve) => on((event) => event.type === "paused" && resolve()));
    const [paused] = of("paused");
    const soFar = of("progress").reduce((sum, { losses }) => sum + losses.length, 0);
    expect(soFar).toBe(paused!.epoch * 16 + paused!.step);
    // The pause was asked for behind epoch 1, whose 32 steps were done.
    expect(soFar - 32).toBeLessThanOrEqual(2);
    const weights = await learner.weights();
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(await learner.weights()).toEqual(weights);
    expect(epochs().length).toBe(2);
    session.control.resume();
    await running;
    expect(of("resumed").length).toBe(1);
    expect(of("ended")[0]).toMatchObject({ reason: "completed", epochs: 5 });
    expect(epochs().map(({ logs }) => logs)).toEqual(plain.epochs().map(({ logs }) => logs));
    learner.dispose();
    plain.learner.dispose();
  });

  it("stops between steps with the weights as they are, also out of a pause", async () => {
    const { session, run, of, on, learner } = sessionOf(variant({ epochs: 1000 }));
    on((event) => {
      if (event.type === "epochs" && event.from === 2) session.control.pause();
      if (event.type === "paused") session.control.stop();
    });
    await run();
    const [ended] = of("ended");
    expect(ended).toMatchObject({ reason: "stopped", epochs: 3 });
    expect(ended!.weights).toEqual(await learner.weights());
    expect(of("resumed")).toEqual([]);
    learner.dispose();
  });

  it("waits while somebody holds the weights", async () => {
    const { session, run, of, on, learner, epochs } = sessionOf(variant({ epochs: 6 }));
    let release = (): void => {};
    on((event) => {
      if (event.type === "epochs" && event.from === 1) release = session.control.hold();
    });
    const running = run();
    while (epochs().length < 2) await new Promise((resolve) => setImmediate(resolve));
    const weights = await learner.weights();
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(await learner.weights()).toEqual(weights);
    expect(of("paused")).toEqual([]);
    release();
    await running;
    expect(of("ended")[0]).toMatchObject({ reason: "completed", epochs: 6 });
    learner.dispose();
  });
});

describe("callbacks", () => {
  it("stop early and put the best epoch's weights back", async () => {
    const early = { kind: "EarlyStopping", values: { monitor: "val_loss", patience: 2, min_delta: 0, mode: "auto", restore_best_weights: true } } as const;
    // Far too high a rate, so that the loss on the other half goes up and down.
    const compile: Experiment["compile"] = { ...first.compile, optimizer: { kind: "SGD", values: { learning_rate: 9, momentum: 0.9, nesterov: false } } };
    const { run, of, epochs, learner, dataset, fitted } = sessionOf(variant({ epochs: 200, callbacks: [early] }, { compile }));
    await run();
    const [ended] = of("ended");
    expect(ended!.reason).toBe("early-stopping");
    expect(ended!.message!.en).toMatch(/Early stopping: 2 epochs/);
    const values = epochs().map(({ logs }) => logs.val_loss!);
    const best = values.indexOf(Math.min(...values));
    expect(ended!.restoredEpoch).toBe(best);
    expect(values.length).toBe(best + 3);
    // The model gives the loss of its best epoch again.
    const { gather } = await import("../data");
    const { samples, targets } = gather(dataset, "test", Array.from({ length: 250 }, (_, i) => i), fitted);
    learner.score(samples, targets, 250);
    expect((await learner.read())[0]!.loss).toBeCloseTo(values[best]!, 5);
    learner.dispose();
  });
});

describe("a run that goes wrong", () => {
  it("ends when the loss is no number, and names epoch, step and cause", async () => {
    const compile: Experiment["compile"] = {
      optimizer: { kind: "SGD", values: { learning_rate: 10, momentum: 0.99, nesterov: false } },
      loss: "mean_squared_error",
      metrics: ["accuracy"],
    };
    const layers = [layer("a", "Dense", { units: 32 }), layer("b", "Dense", { units: 32 }), layer("c", "Dense", { units: 1 })];
    const { run, of, learner } = sessionOf(variant({ epochs: 50 }, { compile, layers }));
    await run();
    const [ended] = of("ended");
    expect(ended!.reason).toBe("nan");
    const losses = of("progress").flatMap((progress) => [...progress.losses]);
    expect(losses.every(Number.isFinite)).toBe(true);
    const [epoch, step] = [Math.floor(losses.length / 16) + 1, (losses.length % 16) + 1];
    expect(ended!.message!.en).toContain(`epoch ${epoch}, step ${step}`);
    expect(ended!.message!.en).toContain("learning rate of 10");
    expect(ended!.message!.zh).toContain(`第 ${epoch} 轮第 ${step} 步`);
    expect(of("diagnosis")[0]!.diagnosis).toMatchObject({ kind: "diverged", remedies: ["learning-rate"] });
    learner.dispose();
  });

  const blowUp = { kind: "SGD", values: { learning_rate: 10, momentum: 0, nesterov: false } } as const;
  const line = [layer("a", "Dense", { units: 32 }), layer("b", "Dense", { units: 1 })];

  it("ends when the loss on the validation samples is no number, though that of every step was one", async () => {
    const compile: Experiment["compile"] = { optimizer: { ...blowUp, values: { ...blowUp.values, learning_rate: 1e9 } }, loss: "mean_squared_error", metrics: ["accuracy"] };
    // One step an epoch: its loss is that from before the step.
    const { run, of, epochs, learner } = sessionOf(variant({ epochs: 1, batch_size: 250 }, { compile, layers: [...line.slice(0, 1), layer("c", "Dense", { units: 32 }), layer("b", "Dense", { units: 1 })] }));
    await run();
    const [ended] = of("ended");
    expect(ended).toMatchObject({ reason: "nan" });
    expect(ended!.message!.en).toMatch(/^The loss on the validation samples became (∞|NaN) after epoch 1\. .*The weights are those that the run began with\.$/);
    expect(epochs()).toEqual([]);
    expect(ended!.weights!.every(({ values }) => values.every(Number.isFinite))).toBe(true);
    learner.dispose();
  });

  it("ends when the last step leaves weights that are no numbers, where nothing is validated", async () => {
    const compile: Experiment["compile"] = { optimizer: { ...blowUp, values: { ...blowUp.values, learning_rate: Infinity } }, loss: "mean_squared_error", metrics: ["accuracy"] };
    const { run, of, learner } = sessionOf(variant({ epochs: 1, batch_size: 250, validation: { on: "none" } }, { compile, layers: [layer("a", "Dense", { units: 4 }), layer("c", "Dense", { units: 4 }), layer("b", "Dense", { units: 1 })], preprocessing: [] }));
    await run();
    expect(of("ended")[0]).toMatchObject({ reason: "nan", epochs: 1 });
    expect(of("ended")[0]!.message!.en).toMatch(/^Some weights are no numbers any more after epoch 1\./);
    expect(of("ended")[0]!.weights!.every(({ values }) => values.every(Number.isFinite))).toBe(true);
    learner.dispose();
  });

  it("still hands out the best epoch that ModelCheckpoint has kept", async () => {
    const compile: Experiment["compile"] = { optimizer: { kind: "SGD", values: { learning_rate: 0.01, momentum: 0, nesterov: false } }, loss: "mean_squared_error", metrics: ["accuracy"] };
    const checkpoint = readCallback("ModelCheckpoint", { monitor: "loss", mode: "auto" }, []);
    if (!checkpoint.ok) throw new Error("refused");
    const { run, session, of, on, learner } = sessionOf(variant({ epochs: 80, callbacks: [checkpoint.value] }, { compile, layers: line }));
    on((event) => {
      if (event.type === "epochs" && event.from === 3) session.control.ask({ what: "learning_rate", value: 1e30 });
    });
    await run();
    const [ended] = of("ended");
    expect(ended!.reason).toBe("nan");
    expect(ended!.best!.epoch).toBeLessThanOrEqual(3);
    expect(ended!.best!.weights.every(({ values }) => values.every(Number.isFinite))).toBe(true);
    learner.dispose();
  });

  it("goes back to the weights of the last epoch whose numbers were good", async () => {
    // One epoch of 16 steps is too few for a second copy of a small model, 40 epochs are enough.
    const compile: Experiment["compile"] = {
      optimizer: { kind: "SGD", values: { learning_rate: 0.01, momentum: 0, nesterov: false } },
      loss: "mean_squared_error",
      metrics: ["accuracy"],
    };
    const layers = [layer("a", "Dense", { units: 8, activation: "tanh" }), layer("b", "Dense", { units: 1 })];
    const experiment = variant({ epochs: 80 }, { compile, layers });
    const healthy = sessionOf(variant({ epochs: 32 }, { compile, layers }));
    await healthy.run();
    const { run, session, of, on, learner } = sessionOf(experiment);
    on((event) => {
      // A rate that no weight survives, behind the 50th epoch; the last copy is that of the 32nd: 32 · 16 = 512 steps.
      if (event.type === "epochs" && event.from === 49) session.control.ask({ what: "learning_rate", value: 1e30 });
    });
    await run();
    const [ended] = of("ended");
    expect(ended).toMatchObject({ reason: "nan", epochs: 50, restoredEpoch: 31 });
    expect(ended!.message!.en).toMatch(/epoch 51, step \d+.*weights of the end of epoch 32/s);
    expect(ended!.weights!.map(({ values }) => [...values])).toEqual(healthy.of("ended")[0]!.weights!.map(({ values }) => [...values]));
    learner.dispose();
    healthy.learner.dispose();
  });
});
