import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { readCallback } from "../../../callbacks";
import type { Experiment } from "../../../experiment";
import type { Checkpoint, CheckpointKeeper } from "../../checkpoint";
import type { RunChange } from "../../protocol";
import { startInNode } from "../testing/backends";
import { fusedSessionOf, type SessionOptions } from "../testing/session";
import { tf } from "../tf";
import { Checkpointer } from "./checkpointer";
import { Control } from "./control";
import { LastGood } from "./lastGood";
import type { KeptWeights, Learner } from "./learner";
import { firstNet } from "../testing/firstNet";

vi.setConfig({ testTimeout: 60_000 });

beforeAll(() => startInNode("wasm"));
beforeEach(async () => {
  await tf.setBackend("wasm");
});

const cosine = readCallback("LearningRateScheduler", { schedule: "cosine", step_epochs: 10, step_factor: 0.5, decay_rate: 0.9, alpha: 0, warmup_epochs: 0 }, []);
if (!cosine.ok) throw new Error(JSON.stringify(cosine.error));
const first = firstNet;
const scheduled: Experiment = { ...first, fit: { ...first.fit, batch_size: 50, epochs: 6, callbacks: [cosine.value] } };

function memory() {
  const kept: Checkpoint[] = [];
  const keeper: CheckpointKeeper = {
    claim: () => Promise.resolve(null),
    keep: (checkpoint) => (kept.push(structuredClone(checkpoint)), Promise.resolve({ bytes: 1 })),
    forget: () => Promise.resolve(),
    letGo: () => undefined,
  };
  return { keeper, kept };
}

/** Trains three epochs and pauses, changes something there, and goes on; or is cut off there, and resumed from what was kept. */
async function changedAfterThree(change: RunChange, cut: boolean) {
  const { keeper, kept } = memory();
  const begin = (options: SessionOptions) => fusedSessionOf(scheduled, options);
  const one = await begin({ keeper, control: new Control({ until: "epoch" }) });
  const { control } = one.session;
  let pauses = 0;
  one.on((event) => {
    if (event.type === "paused") pauses++;
    if (event.type === "kept" && pauses < 3) control.resume("epoch");
    else if (event.type === "kept" && kept.at(-1).epochs === scheduled.fit.epochs) control.ask(change);
    else if (event.type === "kept" && pauses === 3) void (cut ? control.stop() : control.resume());
  });
  await one.run();
  const whole = { logs: one.epochs().map(({ logs }) => logs), ended: one.of("ended")[0]! };
  one.learner.dispose();
  if (!cut) return whole;
  const from = kept.at(-1);
  const rest = await begin({ from });
  await rest.run();
  rest.learner.dispose();
  return { logs: [...from.history.epochs, ...rest.epochs()].map(({ logs }) => logs), ended: rest.of("ended")[0]! };
}

describe("what is changed between two epochs", () => {
  it("counts for the schedule of the next one, whether the run goes on or is cut off and resumed", async () => {
    const change = { what: "epochs", value: 9 } as const;
    const [whole, resumed] = [await changedAfterThree(change, false), await changedAfterThree(change, true)];
    const rates = whole.logs.map(({ learning_rate }) => learning_rate!);
    // Half a cosine over 6 epochs for the first three, over 9 from then on: base · ½ (1 + cos(π · epoch / (epochs − 1))).
    const base = first.compile.optimizer.values.learning_rate;
    const share = (epoch: number, epochs: number): number => 0.5 * (1 + Math.cos((Math.PI * epoch) / (epochs - 1)));
    [0, 1, 2, 3, 4, 5, 6, 7, 8].forEach((epoch) => expect(rates[epoch]).toBeCloseTo(base * share(epoch, epoch < 3 ? 6 : 9), 12));
    expect(resumed.logs).toEqual(whole.logs);
    expect(resumed.ended.weights!.map(({ values }) => [...values])).toEqual(whole.ended.weights!.map(({ values }) => [...values]));
  });

  it("ends the run where it stands when no more epochs are wanted than have been trained", async () => {
    for (const cut of [false, true]) {
      const { logs, ended } = await changedAfterThree({ what: "epochs", value: 3 }, cut);
      expect(logs).toHaveLength(3);
      expect(ended).toMatchObject({ reason: "completed", epochs: 3 });
    }
  });
});

describe("a checkpoint", () => {
  /** A clock and a count of steps that the test sets, and a browser that writes until it is let. */
  function checkpointer() {
    const at = { now: 0, steps: 0 };
    let written: () => void = () => undefined;
    let kept = 0;
    const { keeper } = memory();
    const slow: CheckpointKeeper = { ...keeper, keep: () => (kept++, new Promise((resolve) => (written = () => resolve({ bytes: 1 })))) };
    const made = new Checkpointer({
      runId: "r1",
      keeper: slow,
      bytes: 100,
      collect: () => Promise.resolve({ epoch: at.steps, step: 0, epochs: 1, rate: { base: 1, factor: 1 } } as Checkpoint),
      tell: () => undefined,
      worked: () => at.now,
      steps: () => at.steps,
      perStep: () => 10,
    });
    /** After 100 steps of 10 ms each half a second of writing, in which 45 more are taken. */
    const keepOnce = async (): Promise<void> => {
      const { now, steps } = at;
      Object.assign(at, { now: now + 1000, steps: steps + 100 });
      await made.keep();
      Object.assign(at, { now: now + 1500, steps: steps + 145 });
      written();
      await new Promise(setImmediate);
    };
    return { made, at, keepOnce, kept: () => kept };
  }

  it("costs what it holds the training up, and the next comes after fifty times as long", async () => {
    const { made, at, keepOnce } = checkpointer();
    await keepOnce();
    // 500 ms for what takes 450 otherwise: 50 ms, one part in fifty of 2,500.
    at.now = 1500 + 2499;
    expect(made.due(true)).toBe(false);
    at.now = 1500 + 2500;
    expect(made.due(true)).toBe(true);
  });

  it("comes within a second of a change by hand", async () => {
    const { made, at, keepOnce } = checkpointer();
    // Soon after the start they come earlier: the wait is 100 ms, then twice as long each time, here 1,600 ms.
    for (let i = 0; i < 5; i++) await keepOnce();
    made.soon();
    at.now = 7500 + 999;
    expect(made.due(false)).toBe(false);
    at.now = 7500 + 1000;
    expect(made.due(false)).toBe(true);
  });
});

describe("the last good weights", () => {
  it("of a long epoch are from within it", () => {
    let copies = 0;
    const restored: number[] = [];
    const learner = {
      keepWeights: () => ({ copy: copies++, release: () => undefined }),
      restoreWeights: (kept: KeptWeights & { copy: number }) => void restored.push(kept.copy),
    } as unknown as Learner;
    const good = new LastGood(learner, 20_000);
    good.begin(null);
    // Of a net of this size every 20 steps at an epoch's end, and every 200 within one.
    good.finite(199);
    good.within({ epoch: 0, step: 199 });
    expect(copies).toBe(1);
    good.finite(1);
    good.within({ epoch: 0, step: 200 });
    expect(copies).toBe(2);
    // They have not proved good yet.
    expect(good.restore()).toBeNull();
    good.finite(1);
    expect(good.restore()).toEqual({ epoch: 0, step: 200 });
    expect(restored).toEqual([0, 1]);
  });
});
