import type { LayerWeight } from "../../../architecture";
import { callbacks, type CallbackName, type CallbackSpec, type Decision, type Logs, type Standing } from "../../../callbacks";
import type { Text } from "../../../schema";
import type { Checkpoint } from "../../checkpoint";
import type { KeptWeights, Learner } from "./learner";

interface Entry {
  readonly spec: CallbackSpec;
  state: unknown;
  kept: { readonly weights: KeptWeights; readonly epoch: number } | null;
}

/** What a callback wants of the learning rate. */
export interface RateWish extends Pick<Decision, "learningRate" | "rateFactor"> {
  readonly by: CallbackName;
}

/** Carries out what the callbacks of a run decide. Each keeps its own best weights. */
export class RunCallbacks {
  readonly #learner: Learner;
  readonly #entries: Entry[];

  /** `before`: as a checkpoint has them. */
  constructor(specs: readonly CallbackSpec[], learner: Learner, before?: Checkpoint["callbacks"]) {
    this.#learner = learner;
    this.#entries = specs.map((spec, i) => {
      const stood = before?.[i];
      const kept = stood?.kept ? { weights: learner.keep(stood.kept.weights), epoch: stood.kept.epoch } : null;
      return { spec, state: stood ? stood.state : callbacks.get(spec.kind).start(spec.values), kept };
    });
  }

  /** Whether any of them may move the learning rate. */
  get steerRate(): boolean {
    return this.#entries.some(({ spec }) => callbacks.get(spec.kind).steersRate);
  }

  epochBegin(at: Standing): RateWish[] {
    const wishes: RateWish[] = [];
    for (const entry of this.#entries) {
      const began = callbacks.get(entry.spec.kind).epochBegin?.(entry.spec.values, entry.state, at) as readonly [unknown, Decision] | undefined;
      if (began) this.#carryOut(entry, began, at.epoch, wishes);
    }
    return wishes;
  }

  /** Returns why the run should end after this epoch, or null, and what is wanted of the learning rate. */
  epochEnd(logs: Logs, at: Standing): { readonly stop: Text | null; readonly wishes: readonly RateWish[] } {
    let stop: Text | null = null;
    const wishes: RateWish[] = [];
    for (const entry of this.#entries) {
      const ended = callbacks.get(entry.spec.kind).epochEnd(entry.spec.values, entry.state, at.epoch, logs, at) as readonly [unknown, Decision];
      stop ??= this.#carryOut(entry, ended, at.epoch, wishes);
    }
    return { stop, wishes };
  }

  #carryOut(entry: Entry, [state, decision]: readonly [unknown, Decision], epoch: number, wishes: RateWish[]): Text | null {
    entry.state = state;
    if (decision.keepWeights) {
      entry.kept?.weights.release();
      entry.kept = { weights: this.#learner.keepWeights(), epoch };
    }
    if (decision.learningRate !== undefined || decision.rateFactor !== undefined) wishes.push({ by: entry.spec.kind, ...decision });
    return decision.stop ?? null;
  }

  /** For a checkpoint. */
  async state(): Promise<Checkpoint["callbacks"]> {
    return Promise.all(
      this.#entries.map(async ({ state, kept }) => ({ state, kept: kept && { weights: await kept.weights.read(), epoch: kept.epoch } })),
    );
  }

  /**
   * Puts weights back where a callback wants that, and hands out the best ones where one has kept them. `restored` and
   * `best.epoch` count from 0. Without `mayRestore` the weights stay as they are: they have been put right already.
   */
  async trainEnd(mayRestore = true): Promise<{ readonly restored?: number; readonly best?: { readonly epoch: number; readonly weights: readonly LayerWeight[] } }> {
    let restored: number | undefined;
    let best: { epoch: number; weights: readonly LayerWeight[] } | undefined;
    for (const { spec, state, kept } of this.#entries) {
      const kind = callbacks.get(spec.kind);
      const { restoreFrom } = kind.trainEnd(spec.values, state);
      if (!kept) continue;
      if (restoreFrom !== undefined && mayRestore) {
        this.#learner.restoreWeights(kept.weights);
        restored = restoreFrom;
      }
      const epoch = kind.keeps?.(spec.values, state);
      if (epoch !== undefined) best ??= { epoch, weights: await kept.weights.read() };
    }
    this.release();
    return {
      ...(restored === undefined ? {} : { restored }),
      ...(best === undefined || best.epoch === restored ? {} : { best }),
    };
  }

  release(): void {
    for (const entry of this.#entries) {
      entry.kept?.weights.release();
      entry.kept = null;
    }
  }
}
