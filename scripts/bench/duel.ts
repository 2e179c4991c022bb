import type { Page } from "playwright";
import { isOurs, pairwise, spreadOf, type Figure, type NoFigure, type Spread } from "./figures";

/** How a workload is counted and for how long. */
export interface Rules {
  readonly unit: string;
  /** Steps that belong together: an epoch, or one. */
  readonly grain: number;
  /** A figure of steps and milliseconds; `samples` are in a step, where a task says so. */
  figure(steps: number, milliseconds: number, samples: number): number;
  /** Whether more is better. */
  readonly rate: boolean;
  /** Steps of a smoke run. */
  readonly smokeSteps: number;
  /** How far apart losses may be after the same steps from the same weights, in parts of what ours has fallen; 0 where nothing is learnt. */
  readonly apart: number;
}

const perStep = (apart: number, smokeSteps: number): Rules => ({ unit: "ms/step", grain: 1, figure: (steps, ms) => ms / steps, rate: false, smokeSteps, apart });

const perEpoch = 25;

export const rules: Readonly<Record<string, Rules>> = {
  // Dropout draws other masks in every engine, and in tfjs's in every run.
  "recipe-mlp": perStep(0.05, 4),
  "cifar-cnn": perStep(0.02, 1),
  "tiny-2d": { unit: "epochs/s", grain: perEpoch, figure: (steps, ms) => (1000 * steps) / perEpoch / ms, rate: true, smokeSteps: 4 * perEpoch, apart: 0.02 },
  "cifar-pipeline": { unit: "images/s", grain: 1, figure: (steps, ms, samples) => (1000 * samples * steps) / ms, rate: true, smokeSteps: 5, apart: 0 },
};

/** Learns by another optimizer: it starts from the same loss, and need not come to the same. */
const otherwise = new Set(["convnetjs"]);

const rounds = 5;
const roundMilliseconds = 1500;
/** A contestant that takes longer for one grain runs two rounds; of one that takes longest, the first run counts as one of them. */
const slow = 4000;
const slowest = 20_000;

interface Runner {
  readonly name: string;
  readonly on: string;
  readonly samples: number;
  readonly before: number | null;
  after: number | null;
  /** Milliseconds of one step, as far as it is known. */
  estimate: number;
  readonly values: number[];
  readonly maps: number[];
}

export interface Outcome {
  readonly figures: Readonly<Record<string, Figure | NoFigure>>;
  readonly ratios: Readonly<Record<string, Spread>>;
  /** What should not be; empty when all is well. */
  readonly faults: readonly string[];
}

/** The first thing that an engine said, in short: a missing kernel by its name. */
function reasonOf(error: unknown): string {
  const message = (error instanceof Error ? error.message : String(error)).replace(/^page\.evaluate: (Error: )?/, "").split("\n")[0]!;
  const kernel = /Kernel '(\w+)' not registered/.exec(message)?.[1];
  if (kernel) return `throws: ${kernel}`;
  return message === "no graphics card" ? message : `throws: ${message}`;
}

/** Lets everybody who can run a workload do so in turns. */
export async function duel(page: Page, workload: string, smoke: boolean, tell: (line: string) => void): Promise<Outcome> {
  const { unit, grain, figure, rate, smokeSteps, apart } = rules[workload]!;
  const names = await page.evaluate((of) => window.bench.contestants(of), workload);
  const missing: Record<string, NoFigure> = {};
  const runners: Runner[] = [];
  const run = (name: string, steps: number) => page.evaluate(([w, n, s]) => window.bench.run(w, n, s), [workload, name, steps] as const);
  const loss = (name: string) => page.evaluate(([w, n]) => window.bench.loss(w, n), [workload, name] as const);

  for (const name of names) {
    try {
      const { label, samples = 0 } = await page.evaluate(([w, n, s]) => window.bench.start(w, n, s), [workload, name, smoke] as const);
      const before = await loss(name);
      // The first run compiles; where it was short, the second says how long a step takes.
      const first = (await run(name, grain)).milliseconds;
      let estimate = first / grain;
      if (!smoke && estimate * grain < slow) {
        const steps = grain * Math.max(1, Math.round(300 / (estimate * grain)));
        estimate = (await run(name, steps)).milliseconds / steps;
      }
      runners.push({ name, on: label, samples, before, after: null, estimate, values: !smoke && first > slowest ? [figure(grain, first, samples)] : [], maps: [] });
    } catch (error) {
      missing[name] = { none: reasonOf(error) };
      tell(`${workload} ${name}: ${missing[name].none}`);
      await page.evaluate(([w, n]) => window.bench.stop(w, n), [workload, name] as const);
    }
  }
  for (let round = 0; round < (smoke ? 1 : rounds); round++) {
    for (const runner of runners) {
      if (!smoke && runner.values.length >= 2 && runner.estimate * grain > slow) continue;
      const steps = smoke ? smokeSteps : grain * Math.max(1, Math.round(roundMilliseconds / (runner.estimate * grain)));
      const { milliseconds, maps } = await run(runner.name, steps);
      runner.estimate = milliseconds / steps;
      runner.values.push(figure(steps, milliseconds, runner.samples));
      if (runner.name.endsWith("maps/s")) runner.maps.push((1000 * maps) / milliseconds);
    }
  }
  for (const runner of runners) {
    runner.after = await loss(runner.name);
    tell(`${workload} ${runner.name}: ${runner.values.map((value) => value.toPrecision(3)).join(" ")} ${unit}${lossWords(runner)}`);
    await page.evaluate(([w, n]) => window.bench.stop(w, n), [workload, runner.name] as const);
  }
  const ours = runners.find(({ name }) => name === "layerloom");
  const figures: Record<string, Figure | NoFigure> = {};
  const ratios: Record<string, Spread> = {};
  for (const name of names) {
    const runner = runners.find((one) => one.name === name);
    if (!runner) {
      figures[name] = missing[name]!;
      continue;
    }
    const on = runner.maps.length ? `${runner.on}, ${spreadOf(runner.maps).median.toFixed(0)} maps painted a second` : runner.on;
    figures[name] = { ...spreadOf(runner.values), unit, on };
    // Ours is compared with others at the same work.
    const rival = name.endsWith(", with training") ? runners.find((one) => one.name === "layerloom, with training") : ours;
    // Ours with something beside it is given in parts of ours alone, which is the other way round.
    const turned = rate !== isOurs(name);
    if (rival && rival !== runner) ratios[name] = spreadOf(turned ? pairwise(runner.values, rival.values) : pairwise(rival.values, runner.values));
  }
  return { figures, ratios, faults: faultsOf(workload, runners, smoke ? apart : Infinity) };
}

const lossWords = ({ before, after }: Runner): string => (before === null ? "" : `, loss ${before.toFixed(4)} → ${(after ?? NaN).toFixed(4)}`);

/** Whether all figures are figures, all losses go down, and all engines start from and come to the same ones. */
function faultsOf(workload: string, runners: readonly Runner[], apart: number): string[] {
  const ours = runners.find(({ name }) => name === "layerloom");
  if (!ours) return [`${workload}: our own engine does not run`];
  return runners.flatMap(({ name, values, maps, before, after }) => {
    const faults: string[] = [];
    if (maps.some((rate) => rate === 0)) faults.push("paints no maps");
    if (!values.length || values.some((value) => !(value > 0 && Number.isFinite(value)))) faults.push(`has figures that are none: ${values.join(", ")}`);
    if (before === null || after === null || ours.before === null || ours.after === null) {
      if (apart > 0 && apart !== Infinity) faults.push("tells no loss");
    } else {
      if (!(after < before)) faults.push(`does not learn: loss ${before} → ${after}`);
      if (!(Math.abs(before / ours.before - 1) < 1e-3)) faults.push(`starts from loss ${before}, ours from ${ours.before}`);
      const compared = apart < Infinity && !otherwise.has(name);
      if (compared && !(Math.abs(after - ours.after) <= apart * (ours.before - ours.after))) faults.push(`comes to loss ${after}, ours to ${ours.after}`);
    }
    return faults.map((fault) => `${workload} ${name} ${fault}`);
  });
}
