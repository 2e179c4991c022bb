import { fewestSteps, findCollapse, standsAtChance } from "../../../evaluation/collapse";
import type { Diagnosis } from "../../../evaluation/diagnosis";
import type { Experiment } from "../../../experiment";
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
  #told: boolean;

  /** `probe`: `count` training samples with their targets, the same throughout the run. `told`: there was a diagnosis already. */
  constructor(experiment: Experiment, activation: ActivationKind, learner: Learner, probe: Batch, count: number, told = false) {
    this.#told = told;
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
  }

  /**
   * A diagnosis once it is clear; at most one in a run. Between epochs everything is looked at; within one, only a loss
   * that stands at ln C is reason enough to spend a forward and a backward pass.
   */
  async look(epochEnded: boolean): Promise<Diagnosis | null> {
    if (this.#told || this.#losses.length < fewestSteps) return null;
    const early = this.#sinceLook >= fewestSteps && standsAtChance(this.#losses, this.#learner.outputs);
    if (!epochEnded && !early) return null;
    this.#sinceLook = 0;
    const { outputs, gradientNorm, innerGradientNorm } = await this.#learner.probe(this.#probe.samples, this.#probe.targets, this.#count);
    const { loss, optimizer } = this.#experiment.compile;
    const found = findCollapse({
      loss,
      activation: this.#activation,
      losses: this.#losses,
      scores: outputs,
      outputs: this.#learner.outputs,
      gradientNorm,
      ...(innerGradientNorm === undefined ? {} : { innerGradientNorm }),
      learningRate: optimizer.values.learning_rate,
    });
    this.#told = found !== null;
    return found;
  }
}
