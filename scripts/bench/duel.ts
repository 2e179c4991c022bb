import type { Page } from "playwright";
import { isOurs, pairwise, rivalOf, spreadOf, type Figure, type NoFigure, type Spread } from "./figures";

/** How a workload is counted and for how long. */
export interface Rules {
  readonly unit: string;
  /** Steps that belong together: an epoch, or one. */
  readonly grain: number;
  /** A figure of steps and milliseconds; `samples` are in a step, where a task says so. */
  figure(steps: number, milliseconds: number, samples: number): number;
  /** Whether more is better. */
  readonly rate: boolean;
  /** Steps behind the first grain after which losses are compared; a smoke run ends there. */
  readonly comparedSteps: number;
  /** How far apart losses may be after the same steps from the same weights, in parts of what ours has fallen; 0 where nothing is learnt. */
  readonly apart: number;
}

const perStep = (apart: number, comparedSteps: number): Rules => ({ unit: "ms/step", grain: 1, figure: (steps, ms) => ms / steps, rate: false, comparedSteps, apart });

const perEpoch = 25;

export const rules: Readonly<Record<string, Rules>> = {
  // Dropout draws other masks in every engine, and in tfjs's in every run.
  "recipe-mlp": perStep(0.05, 4),
  "cifar-cnn": perStep(0.02, 1),
  "tiny-2d": { unit: "epochs/s", grain: perEpoch, figure: (steps, ms) => (1000 * steps) / perEpoch / ms, rate: true, comparedSteps: 4 * perEpoch, apart: 0.02 },
  "cifar-pipeline": { unit: "images/s", grain: 1, figure: (steps, ms, samples) => (1000 * samples * steps) / ms, rate: true, comparedSteps: 5, apart: 0 },
};

/** Learns by another optimizer: it starts from the same loss, and need not come to the same. */
const otherwise = new Set(["convnetjs"]);

const rounds = 5;
const roundMilliseconds = 1500;
/** A contestant that takes longer for one grain runs so many rounds: as few as have a median. Its first run, which compiles, never counts. */
const slow = 4000;
const fewestRounds = 3;

interface Runner {
  readonly name: string;
  readonly on: string;
  readonly samples: number;
  readonly before: number | null;
  /** After as many steps as everybody else. */
  readonly compared: number | null;
  /** After the last step. */
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

export interface DuelOptions {
  readonly smoke: boolean;
  /** Engines by name; all of them where none are named. */
  readonly wanted?: readonly string[];
  readonly tell: (line: string) => void;
}

/** The first thing that an engine said, in short: a missing kernel by its name. */
function reasonOf(error: unknown): string {
  const message = (error instanceof Error ? error.message : String(error)).replace(/^page\.evaluate: (Error: )?/, "").split("\n")[0]!;
  const kernel = /Kernel '(\w+)' not registered/.exec(message)?.[1];
  if (kernel) return `throws: ${kernel}`;
  return message === "no graphics card" ? message : `throws: ${message}`;
}

/** Lets everybody who can run a workload do so in turns; `wanted` may leave some out. */
export async function duel(page: Page, workload: string, { smoke, wanted, tell }: DuelOptions): Promise<Outcome> {
  const { unit, grain, figure, rate, comparedSteps, apart } = rules[workload]!;
  const all = await page.evaluate((of) => window.bench.contestants(of), workload);
  const names = all.filter((name) => wanted?.includes(name) ?? true);
  const missing: Record<string, NoFigure> = {};
  const runners: Runner[] = [];
  const run = (name: string, steps: number) => page.evaluate(([w, n, s]) => window.bench.run(w, n, s), [workload, name, steps] as const);
  const loss = (name: string) => page.evaluate(([w, n]) => window.bench.loss(w, n), [workload, name] as const);

  for (const name of names) {
    try {
      const { label, samples = 0 } = await page.evaluate(([w, n, s]) => window.bench.start(w, n, s), [workload, name, smoke] as const);
      const before = await loss(name);
      // The first run compiles.
      await run(name, grain);
      const { milliseconds, maps } = await run(name, comparedSteps);
      const compared = await loss(name);
      let estimate = milliseconds / comparedSteps;
      if (!smoke && estimate * grain < slow) {
        const steps = grain * Math.max(1, Math.round(300 / (estimate * grain)));
        estimate = (await run(name, steps)).milliseconds / steps;
      }
      const [values, painted] = smoke ? [[figure(comparedSteps, milliseconds, samples)], (1000 * maps) / milliseconds] : [[], 0];
      runners.push({ name, on: label, samples, before, compared, after: compared, estimate, values, maps: smoke && paints(name) ? [painted] : [] });
    } catch (error) {
      missing[name] = { none: reasonOf(error) };
      tell(`${workload} ${name}: ${missing[name].none}`);
      await page.evaluate(([w, n]) => window.bench.stop(w, n), [workload, name] as const);
    }
  }
  for (let round = 0; round < (smoke ? 0 : rounds); round++) {
    for (const runner of runners) {
      if (runner.values.length >= fewestRounds && runner.estimate * grain > slow) continue;
      const steps = grain * Math.max(1, Math.round(roundMilliseconds / (runner.estimate * grain)));
      const { milliseconds, maps } = await run(runner.name, steps);
      runner.estimate = milliseconds / steps;
      runner.values.push(figure(steps, milliseconds, runner.samples));
      if (paints(runner.name)) runner.maps.push((1000 * maps) / milliseconds);
    }
  }
  for (const runner of runners) {
    if (!smoke) runner.after = await loss(runner.name);
    tell(`${workload} ${runner.name}: ${runner.values.map((value) => value.toPrecision(3)).join(" ")} ${unit}${lossWords(runner)}`);
    await page.evaluate(([w, n]) => window.bench.stop(w, n), [workload, runner.name] as const);
  }
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
    const rival = runners.find((one) => one.name === rivalOf(name));
    // Ours beside something, or through tfjs, is given in parts of the other's speed, which is the other way round.
    const turned = rate !== isOurs(name);
    if (rival && rival !== runner) ratios[name] = spreadOf(turned ? pairwise(runner.values, rival.values) : pairwise(rival.values, runner.values));
  }
  return { figures, ratios, faults: faultsOf(workload, runners, apart) };
}

const paints = (name: string): boolean => name.endsWith("maps/s");

function lossWords({ before, compared, after }: Runner): string {
  if (before === null) return "";
  const shown = [before, compared, ...(after === compared ? [] : [after])].map((value) => (value ?? NaN).toFixed(4));
  return `, loss ${shown.join(" → ")}`;
}

/** Whether all figures are figures, all losses go down, and all engines start from the same ones and come to the same after the same steps. */
function faultsOf(workload: string, runners: readonly Runner[], apart: number): string[] {
  const ours = runners.find(({ name }) => isOurs(name));
  if (!ours) return [`${workload}: our own engine does not run`];
  return runners.flatMap(({ name, values, maps, before, compared, after }) => {
    const faults: string[] = [];
    if (maps.some((rate) => rate === 0)) faults.push("paints no maps");
    if (!values.length || values.some((value) => !(value > 0 && Number.isFinite(value)))) faults.push(`has figures that are none: ${values.join(", ")}`);
    if (before === null || compared === null || after === null || ours.before === null || ours.compared === null) {
      if (apart > 0) faults.push("tells no loss");
    } else {
      if (!(after < before)) faults.push(`does not learn: loss ${before} → ${after}`);
      if (!(Math.abs(before / ours.before - 1) < 1e-3)) faults.push(`starts from loss ${before}, ours from ${ours.before}`);
      const away = Math.abs(compared - ours.compared);
      if (!otherwise.has(name) && !(away <= apart * (ours.before - ours.compared))) faults.push(`comes to loss ${compared}, ours to ${ours.compared}`);
    }
    return faults.map((fault) => `${workload} ${name} ${fault}`);
  });
}
