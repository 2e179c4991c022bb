import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { callbacks as kinds, readCallback, type CallbackName, type CallbackSpec } from "../../../callbacks";
import { edits, type Experiment } from "../../../experiment";
import { defaultsOf } from "../../../schema";
import { gather } from "../data";
import { startInNode } from "../testing/backends";
import { layer } from "../testing/layer";
import { cutOff, engines, memory, outcome } from "../testing/resuming";
import { tf } from "../tf";
import { firstNet } from "../testing/firstNet";

vi.setConfig({ testTimeout: 60_000 });

beforeAll(() => startInNode("wasm"));
beforeEach(async () => {
  await tf.setBackend("wasm");
});

function callback(kind: CallbackName, values: Record<string, unknown>): CallbackSpec {
  const read = readCallback(kind, { ...defaultsOf(kinds.get(kind).fields), ...values }, []);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

const first = firstNet;
const sgd = (learning_rate: number, momentum = 0): Experiment["compile"]["optimizer"] => ({ kind: "SGD", values: { learning_rate, momentum, nesterov: false } });

describe.each(["fused", "tfjs"] as const)("the learning rate of a run, on %s,", (engine) => {
  const make = engines[engine];

  /** A line fitted to the points by gradient descent, a step an epoch: its gradient can be written down. */
  const line: Experiment = {
    ...first,
    layers: [layer("a", "Dense", { units: 1 })],
    compile: { optimizer: sgd(0.1), loss: "mean_squared_error", metrics: ["accuracy"] },
    fit: { ...first.fit, batch_size: 250, shuffle: false, callbacks: [] },
  };

  const step = { schedule: "step", step_epochs: 2, step_factor: 0.5 };
  /** Nothing improves by ten: only the first epoch counts as one. */
  const stuck = { monitor: "loss", min_delta: 10, factor: 0.5, patience: 2 };
  const plateau = callback("ReduceLROnPlateau", stuck);
  const exponential = callback("LearningRateScheduler", { schedule: "exponential", decay_rate: 0.9 });

  it.each<readonly [string, readonly CallbackSpec[], readonly number[]]>([
    ["in steps", [callback("LearningRateScheduler", step)], [0.1, 0.1, 0.05, 0.05, 0.025, 0.025]],
    ["falling exponentially", [exponential], [0.1, 0.09, 0.081, 0.0729, 0.06561, 0.059049]],
    // Half of 1 + cos of 0, 45, 90, 135 and 180 degrees, of which a fifth is left at the end.
    ["along a cosine", [callback("LearningRateScheduler", { schedule: "cosine", alpha: 0.2 })], [0.1, 0.0882842712, 0.06, 0.0317157288, 0.02]],
    ["rising for two epochs", [callback("LearningRateScheduler", { schedule: "constant", warmup_epochs: 2 })], [0.1 / 3, 0.2 / 3, 0.1, 0.1]],
    ["rising for one epoch, then in steps", [callback("LearningRateScheduler", { ...step, warmup_epochs: 1 })], [0.05, 0.1, 0.1, 0.05, 0.05, 0.025]],
    // Two epochs without improvement, behind the third, fifth and seventh.
    ["halved on a plateau", [plateau], [0.1, 0.1, 0.1, 0.05, 0.05, 0.025, 0.025, 0.0125]],
    ["halved on a plateau, but for two epochs of rest", [callback("ReduceLROnPlateau", { ...stuck, cooldown: 2 })], [0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025]],
    ["halved on a plateau down to a limit", [callback("ReduceLROnPlateau", { ...stuck, min_lr: 0.03 })], [0.1, 0.1, 0.1, 0.05, 0.05, 0.03, 0.03, 0.03]],
    // The plateau's halves and the plan's 0.9 an epoch multiply, whichever stands first.
    ["on a plan and on a plateau", [exponential, plateau], [0.1, 0.09, 0.081, 0.03645, 0.032805, 0.01476225, 0.013286025]],
    ["on a plateau and on a plan", [plateau, exponential], [0.1, 0.09, 0.081, 0.03645, 0.032805, 0.01476225, 0.013286025]],
  ])("%s, is the one that the optimizer takes", async (_name, callbacks, rates) => {
    const { run, of, epochs, learner, dataset, fitted } = await make(edits.setFit(line, { epochs: rates.length, callbacks }));
    const start = await learner.weights();
    await run();
    const logged = epochs().map(({ logs }) => logs.learning_rate!);
    expect(logged).toHaveLength(rates.length);
    logged.forEach((rate, epoch) => expect(rate).toBeCloseTo(rates[epoch]!, 9));

    // Gradient descent on the mean of (w·x + b − y)², by hand.
    const { samples, targets } = gather(dataset, "train", Uint32Array.from({ length: 250 }, (_, i) => i), fitted);
    let [w0, w1, b] = [start[0]!.values[0]!, start[0]!.values[1]!, start[1]!.values[0]!];
    for (const rate of rates) {
      let [g0, g1, g] = [0, 0, 0];
      for (let i = 0; i < 250; i++) {
        const error = w0 * samples[2 * i]! + w1 * samples[2 * i + 1]! + b - targets[i]!;
        g0 += (2 * error * samples[2 * i]!) / 250;
        g1 += (2 * error * samples[2 * i + 1]!) / 250;
        g += (2 * error) / 250;
      }
      [w0, w1, b] = [w0 - rate * g0, w1 - rate * g1, b - rate * g];
    }
    const [kernel, bias] = of("ended")[0]!.weights!;
    expect(kernel!.values[0]).toBeCloseTo(w0, 5);
    expect(kernel!.values[1]).toBeCloseTo(w1, 5);
    expect(bias!.values[0]).toBeCloseTo(b, 5);
    expect(Math.abs(w0 - start[0]!.values[0]!)).toBeGreaterThan(1e-3);
    learner.dispose();
  });
});

/** Far too high a rate, so that the loss on the other half goes up and down. */
const jumping: Experiment = {
  ...first,
  layers: [layer("a", "Dense", { units: 8, activation: "tanh" }), layer("b", "Dropout", { rate: 0.2 }), layer("c", "Dense", { units: 1, activation: "sigmoid" })],
  compile: { ...first.compile, optimizer: sgd(9, 0.9) },
  fit: { ...first.fit, batch_size: 16, epochs: 12, callbacks: [] },
};

describe.each(["fused", "tfjs"] as const)("callbacks of a run, on %s,", (engine) => {
  const make = engines[engine];

  it("ModelCheckpoint hands out the weights of the best epoch, bit for bit, beside those of the last", async () => {
    const keeping = edits.setFit(jumping, { callbacks: [callback("ModelCheckpoint", { monitor: "val_loss" })] });
    const one = await make(keeping);
    await one.run();
    const losses = one.epochs().map(({ logs }) => logs.val_loss!);
    const best = losses.indexOf(Math.min(...losses));
    expect(best).toBeLessThan(11);
    const { best: kept, weights } = outcome(one);
    expect(kept!.epoch).toBe(best);
    // A run that ends there has them as its last.
    const until = await make(edits.setFit(jumping, { epochs: best + 1 }));
    await until.run();
    expect(kept!.weights).toEqual(outcome(until).weights);
    expect(kept!.weights).not.toEqual(weights);
    one.learner.dispose();
    until.learner.dispose();
  });

  /** All of them at once: a rise of three epochs, a plateau with a rest, the best epoch kept twice over, and an end before the last epoch. */
  const all: Experiment = edits.setFit(jumping, {
    epochs: 40,
    callbacks: [
      callback("LearningRateScheduler", { schedule: "cosine", alpha: 0.1, warmup_epochs: 3 }),
      callback("ReduceLROnPlateau", { monitor: "val_loss", factor: 0.7, patience: 2, cooldown: 2 }),
      // The worst epoch, so that it is not the one that early stopping goes back to.
      callback("ModelCheckpoint", { monitor: "val_loss", mode: "max" }),
      callback("EarlyStopping", { monitor: "val_loss", patience: 8, restore_best_weights: true }),
    ],
  });

  it("schedule, warm-up, plateau and the best weights survive a cut between any two epochs", async () => {
    const whole = await make(all);
    await whole.run();
    const wanted = outcome(whole);
    // The test would show nothing if the plateau had not acted, or early stopping not come into it.
    expect(whole.of("changed").filter(({ change }) => change.by === "ReduceLROnPlateau").length).toBeGreaterThan(1);
    expect(wanted.reason).toBe("early-stopping");
    expect(wanted.restored).toBeDefined();
    expect(wanted.best).toBeDefined();
    for (let epoch = 0; epoch < wanted.logs.length - 1; epoch++) {
      const from = await cutOff(make, all, (event) => event.type === "epochs" && event.from === epoch);
      expect(from.epoch).toBe(epoch + 1);
      const rest = await make(all, { from });
      await rest.run();
      expect(outcome(rest, from.history.epochs)).toEqual(wanted);
      const changes = [...from.history.changes, ...rest.of("changed").map(({ change }) => change)];
      expect(changes).toEqual(whole.of("changed").map(({ change }) => change));
      rest.learner.dispose();
    }
    whole.learner.dispose();
  });

  it("and a cut in the middle of an epoch", async () => {
    const whole = await make(all);
    await whole.run();
    const { keeper, kept } = memory();
    const one = await make(all, { keeper });
    const place = (): readonly number[] => [kept.at(-1)?.epoch ?? -1, kept.at(-1)?.step ?? -1];
    one.on((event) => {
      // In the second epoch of the rise: there a pause, and one batch more.
      if (event.type === "epochs" && event.from === 0) one.session.control.pause();
      if (event.type !== "kept") return;
      const [epoch, step] = place();
      if (epoch === 1 && step === 0) one.session.control.resume("batch");
      if (epoch === 1 && step === 1) one.session.control.stop();
    });
    await one.run();
    expect(place()).toEqual([1, 1]);
    const from = kept.at(-1);
    const rest = await make(all, { from });
    await rest.run();
    expect(outcome(rest, from.history.epochs)).toEqual(outcome(whole));
    for (const { learner } of [whole, one, rest]) learner.dispose();
  });
});
