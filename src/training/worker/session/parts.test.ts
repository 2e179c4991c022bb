import { describe, expect, it, vi } from "vitest";
import type { Experiment } from "../../../experiment";
import type { RunEvent } from "../../protocol";
import { Breath, breathe } from "../breath";
import { WorkClock } from "./clock";
import { Control } from "./control";
import { gridPoints, leaning } from "./decisionMap";
import { explainFailure } from "./failure";
import { Figures } from "./figures";
import { Pace } from "./pace";
import { orderOf, planOf } from "./plan";
import { Rate } from "./rate";
import { Reporter } from "./reporter";
import { firstNet } from "../testing/firstNet";

const first = firstNet;
const withFit = (fit: Partial<Experiment["fit"]>): Experiment => ({ ...first, fit: { ...first.fit, ...fit } });

describe("the plan", () => {
  it("cuts a split off the end: ⌊10 · (1 − 0.25)⌋ = 7 stay", () => {
    const plan = planOf(withFit({ batch_size: 3, validation: { on: "split", share: 0.25 } }), 10, 99);
    expect([...plan.train.indices]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(plan.validation).toEqual({ part: "train", indices: Uint32Array.of(7, 8, 9) });
    expect(plan.stepsPerEpoch).toBe(3);
  });

  it("takes no more room for a batch than there are samples", () => {
    expect(planOf(withFit({ batch_size: 65_536 }), 10, 2)).toMatchObject({ batchSize: 10, stepsPerEpoch: 1 });
  });

  it("validates on the test set, or not at all", () => {
    expect(planOf(withFit({ validation: { on: "test" } }), 10, 2).validation).toEqual({ part: "test", indices: Uint32Array.of(0, 1) });
    expect(planOf(withFit({ validation: { on: "test" } }), 10, 0).validation).toBeNull();
    expect(planOf(withFit({ validation: { on: "none" } }), 10, 2).validation).toBeNull();
  });

  it("shuffles every epoch anew, each the same for the same seed", () => {
    const experiment = withFit({ shuffle: true });
    const plan = planOf(experiment, 50, 1);
    const [zero, one] = [orderOf(plan, experiment, 0), orderOf(plan, experiment, 1)];
    expect([...zero].sort((a, b) => a - b)).toEqual([...plan.train.indices]);
    expect(zero).not.toEqual(one);
    expect(orderOf(plan, experiment, 0)).toEqual(zero);
    expect(orderOf(plan, { ...experiment, seed: experiment.seed + 1 }, 0)).not.toEqual(zero);
    expect(orderOf(plan, withFit({ shuffle: false }), 3)).toEqual(plan.train.indices);
  });
});

describe("figures", () => {
  it("weigh a batch's loss by its samples and add up counts", () => {
    const figures = new Figures(["accuracy", "precision"]);
    expect(figures.logs()).toEqual({});
    // Accuracy counts right and all; precision right and decided, of one class here.
    figures.add({ count: 8, loss: 1, counts: [Float32Array.of(6, 8), Float32Array.of(2, 4)] });
    figures.add({ count: 2, loss: 2, counts: [Float32Array.of(1, 2), Float32Array.of(1, 1)] });
    expect(figures.logs("val_")).toEqual({ val_loss: 1.2, val_accuracy: 0.7, val_precision: 0.6 });
    expect(figures.samples).toBe(10);
  });
});

describe("the pace", () => {
  it("is that of the last seconds", () => {
    const pace = new Pace();
    expect(pace.samplesPerSecond).toBe(0);
    pace.mark(1000, 100);
    expect(pace.samplesPerSecond).toBe(100);
    // Ten seconds later: the slow first second no longer counts.
    for (let second = 2; second <= 12; second++) pace.mark(second * 1000, 100 + (second - 1) * 500);
    expect(pace.samplesPerSecond).toBe(500);
  });

  it("counts validations into the time left", () => {
    const pace = new Pace();
    expect(pace.secondsLeft({ samples: 1000, validations: 2, validationCount: 300 })).toBe(0);
    pace.mark(1000, 100);
    // 1000 / 100, and 2 · 300 / 100 / 3 as long as none was measured.
    expect(pace.secondsLeft({ samples: 1000, validations: 2, validationCount: 300 })).toBeCloseTo(12, 9);
    pace.validated(500);
    expect(pace.secondsLeft({ samples: 1000, validations: 1.5, validationCount: 300 })).toBeCloseTo(10.75, 9);
  });
});

describe("the clock", () => {
  it("does not count pauses", () => {
    let now = 5;
    const clock = new WorkClock(() => now);
    now = 15;
    clock.rest();
    clock.rest();
    now = 1000;
    expect(clock.milliseconds).toBe(10);
    clock.goOn();
    clock.goOn();
    now = 1007;
    expect(clock.milliseconds).toBe(17);
  });
});

describe("the rate", () => {
  it("is a base times the place on a schedule", () => {
    const rate = new Rate(0.1);
    rate.schedule(0.5);
    expect(rate.value).toBeCloseTo(0.05, 12);
    rate.set(0.02);
    expect([rate.value, rate.state]).toEqual([0.02, { base: 0.04, factor: 0.5 }]);
    rate.schedule(0.25);
    expect(rate.value).toBeCloseTo(0.01, 12);
  });

  it("that is set by hand where the schedule stands at 0 is in force all the same", () => {
    const rate = new Rate(0.1);
    rate.schedule(0);
    rate.set(0.02);
    expect(rate.value).toBe(0.02);
    expect(new Rate(rate.state.base, rate.state.factor).value).toBe(0.02);
  });
});

describe("the reporter", () => {
  it("sends ten times a second at most, and every loss once", () => {
    const events: Extract<RunEvent, { type: "progress" }>[] = [];
    const plan = planOf(withFit({ batch_size: 2, validation: { on: "test" } }), 10, 5);
    const emit = (event: RunEvent): unknown => event.type === "progress" && events.push(event);
    const reporter = new Reporter({ runId: "r", plan, epochs: () => 2, learningRate: () => 0.01, emit, start: 0 });
    const standing = (step: number) => ({ epoch: 0, step, validated: null, logs: { loss: 1 } });
    reporter.pace.mark(1000, 100);
    reporter.add([4, 3], standing(2));
    expect(reporter.report(standing(2), 0)).toBe(true);
    reporter.add([2], standing(3));
    expect(reporter.report(standing(3), 99)).toBe(false);
    reporter.add([1], standing(4));
    expect(reporter.report(standing(4), 100)).toBe(true);
    reporter.add([0.5], standing(5));
    reporter.flush(101);
    reporter.flush(102);
    expect(events.map(({ losses, step }) => [[...losses], step])).toEqual([[[4, 3], 2], [[2, 1], 4], [[0.5], 5]]);
    // 20 samples of two epochs less 4 done, at 100 a second; two validations of 5 at three times that speed.
    expect(events[0]!.secondsLeft).toBeCloseTo(0.16 + (2 * 5) / 300, 9);
    reporter.report({ ...standing(5), validated: 0.5 }, 300);
    expect(events.at(-1)).toMatchObject({ phase: "validating", samplesPerSecond: 100 });
    expect(events.at(-1).secondsLeft).toBeCloseTo(0.1 + (1.5 * 5) / 300, 9);
  });
});

describe("control", () => {
  it("waits while it is paused or held, and never once stopped", async () => {
    const control = new Control();
    expect(control.waits).toBe(false);
    const [one, two] = [control.hold(), control.hold()];
    one();
    one();
    expect(control.waits).toBe(true);
    const changed = control.change();
    two();
    await changed;
    expect(control.waits).toBe(false);
    control.pause();
    expect(control.waits).toBe(true);
    control.stop();
    expect(control.waits).toBe(false);
  });

  it("waits for a change only as long as it is told to, and not beyond the change", async () => {
    vi.useFakeTimers();
    try {
      const control = new Control({ tempo: 1 });
      let over = 0;
      void control.change(1000).then(() => over++);
      await vi.advanceTimersByTimeAsync(999);
      expect(over).toBe(0);
      await vi.advanceTimersByTimeAsync(1);
      expect(over).toBe(1);
      void control.change(1000).then(() => over++);
      control.setTempo(100);
      await vi.advanceTimersByTimeAsync(0);
      expect(over).toBe(2);
      expect(control.tempo).toBe(100);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("the map", () => {
  it("goes from the top left, row by row", () => {
    const points = gridPoints();
    expect(points.length).toBe(2 * 2500);
    // Cells of 12 / 50 = 0.24; their centres.
    const near = (at: number, x: number, y: number) => {
      expect(points[2 * at]).toBeCloseTo(x, 5);
      expect(points[2 * at + 1]).toBeCloseTo(y, 5);
    };
    near(0, -5.88, 5.88);
    near(1, -5.64, 5.88);
    near(50, -5.88, 5.64);
    near(2499, 5.88, -5.88);
  });

  it("shows how much speaks for class 1", () => {
    expect([...leaning(Float32Array.of(0.25, 1), 1, { threshold: 0.5 })]).toEqual([0.25, 1]);
    expect([...leaning(Float32Array.of(-1, 0, 0.5), 1, { threshold: 0 })]).toEqual([0, 0.5, 0.75]);
    expect([...leaning(Float32Array.of(0.75, 0.25, 1, 1), 2, { threshold: 0.5 })]).toEqual([0.25, 0.5]);
    expect([...leaning(Float32Array.of(0, 1, 5, 9, 1, 2), 3, { threshold: 0.5 })]).toEqual([2, 0]);
  });
});

describe("breathing", () => {
  it("lets waiting messages go first", async () => {
    const heard: string[] = [];
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => heard.push(data as string);
    for (const word of ["one", "two"]) {
      // eslint-disable-next-line no-restricted-syntax -- two messages of any kind
      port2.postMessage(word);
    }
    while (heard.length < 2) await breathe();
    expect(heard).toEqual(["one", "two"]);
    port1.close();
  });

  it("comes back to everyone who waits, in order", async () => {
    const order: number[] = [];
    await Promise.all([1, 2, 3].map((i) => breathe().then(() => order.push(i))));
    expect(order).toEqual([1, 2, 3]);
  });

  it("is taken only after a while of work", async () => {
    let now = 0;
    const breath = new Breath(8, () => now);
    now = 7;
    expect(await breath.take()).toBe(false);
    now = 8;
    expect(await breath.take()).toBe(true);
    now = 15;
    expect(await breath.take()).toBe(false);
  });
});

it("says what to do when memory or the graphics card is gone", () => {
  expect(explainFailure(new RangeError("Array buffer allocation failed")).en).toMatch(/smaller batch/);
  expect(explainFailure(new Error("WebGL context lost")).en).toMatch(/WASM/);
  expect(explainFailure("odd").en).toBe("Something unforeseen went wrong: odd");
});
