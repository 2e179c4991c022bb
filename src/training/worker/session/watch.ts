import { laggingAverages } from "../../../evaluation/averages";
import { fewestSteps, findCollapse, standsAtChance, type LearningSigns } from "../../../evaluation/collapse";
import type { Diagnosis } from "../../../evaluation/diagnosis";
import { looksForOvershoot } from "../../../evaluation/stuck";
import { lossInputOf, type Experiment } from "../../../experiment";
import type { ActivationKind } from "../../../layers";
import type { Batch } from "../data";
import type { Learner } from "./learner";

/** Asks from time to time whether a run still learns. */
export class LearningWatch {
  readonly #experiment: Experiment;
  readonly #activation: ActivationKind;
  readonly #learner: Learner;
  readonly #probe: Batch;
  readonly #count: number;
  #losses: number[] = [];
  #sinceLook = 0;
  /** Losses of the probe at the latest looks between epochs. */
  #probes: readonly number[] = [];
  #told: boolean;
  #steps: number;
  /** Steps that the run plans in all; a person may change them. */
  readonly #planned: () => number;

  /** `probe`: `count` training samples with their targets, the same throughout the run. `told`: there was a diagnosis already; `steps`: behind the weights. */
  constructor(experiment: Experiment, activation: ActivationKind, learner: Learner, probe: Batch, count: number, planned: () => number, told = false, steps = 0) {
    this.#told = told;
    this.#steps = steps;
    this.#planned = planned;
    this.#experiment = experiment;
    this.#activation = activation;
    this.#learner = learner;
    this.#probe = probe;
    this.#count = count;
  }

  /** The latest losses, oldest first. */
  get losses(): readonly number[] {
    return this.#losses;
  }

  add(losses: readonly number[]): void {
    this.#losses = [...this.#losses, ...losses].slice(-fewestSteps);
    this.#sinceLook += losses.length;
    this.#steps += losses.length;
  }

  get #enough(): boolean {
    return this.#losses.length >= fewestSteps;
  }

  /** How far the moving averages are that need the most steps. */
  #averages(): Pick<LearningSigns, "averages"> {
    const momenta = this.#experiment.layers.flatMap(({ values }) => ("momentum" in values ? [values.momentum] : []));
    if (!momenta.length) return {};
    return { averages: { momentum: Math.max(...momenta), steps: this.#steps, planned: Math.max(this.#steps, this.#planned()) } };
  }

  /**
   * A diagnosis once it is clear; at most one in a run. Between epochs everything is looked at; within one, only a loss
   * that stands at ln C is reason enough to spend a forward and a backward pass.
   */
  async look(epochEnded: boolean): Promise<Diagnosis | null> {
    const averages = this.#averages();
    if (this.#told || !(this.#enough || (epochEnded && averages.averages))) return null;
    const early = this.#sinceLook >= fewestSteps && standsAtChance(this.#losses, this.#learner.outputs);
    if (!epochEnded && !early) return null;
    this.#sinceLook = 0;
    const { samples, targets } = this.#probe;
    const probe = await this.#learner.probe(samples, targets, this.#count);
    const { outputs, gradientNorm, innerGradientNorm } = probe;
    if (epochEnded) this.#probes = [...this.#probes, probe.loss].slice(-looksForOvershoot);
    const { loss, optimizer } = this.#experiment.compile;
    const signs: LearningSigns = {
      loss,
      activation: this.#activation,
      losses: this.#losses,
      scores: outputs,
      outputs: this.#learner.outputs,
      gradientNorm,
      ...(innerGradientNorm === undefined ? {} : { innerGradientNorm }),
      learningRate: optimizer.values.learning_rate,
      // The engine looks at no more samples than a batch has.
      targets: targets.subarray(0, outputs.length),
      probeLoss: probe.loss,
      ...(epochEnded ? { probes: this.#probes } : {}),
      fromOutputs: lossInputOf(this.#experiment) === "outputs",
      ...averages,
    };
    const found = (epochEnded ? laggingAverages(signs) : null) ?? findCollapse(signs);
    this.#told = found !== null;
    return found;
  }
}
