import { callbacks, type CallbackSpec, type Decision, type Logs } from "../../../callbacks";
import type { Text } from "../../../schema";
import type { KeptWeights, Learner } from "./learner";

interface Entry {
  readonly spec: CallbackSpec;
  state: unknown;
  kept: KeptWeights | null;
}

/** Carries out what the callbacks of a run decide. Each keeps its own best weights. */
export class RunCallbacks {
  readonly #learner: Learner;
  readonly #entries: Entry[];

  constructor(specs: readonly CallbackSpec[], learner: Learner) {
    this.#learner = learner;
    this.#entries = specs.map((spec) => ({ spec, state: callbacks.get(spec.kind).start(spec.values), kept: null }));
  }

  /** Returns why the run should end after this epoch, or null. */
  epochEnd(epoch: number, logs: Logs): Text | null {
    let stop: Text | null = null;
    for (const entry of this.#entries) {
      const [state, decision] = callbacks.get(entry.spec.kind).epochEnd(entry.spec.values, entry.state, epoch, logs) as [unknown, Decision];
      entry.state = state;
      if (decision.keepWeights) {
        entry.kept?.release();
        entry.kept = this.#learner.keepWeights();
      }
      if (decision.stop) stop ??= decision.stop;
    }
    return stop;
  }

  /** Returns the epoch whose weights were put back, if any were, and lets go of what was kept. */
  trainEnd(): number | undefined {
    let restored: number | undefined;
    for (const entry of this.#entries) {
      const { restoreFrom } = callbacks.get(entry.spec.kind).trainEnd(entry.spec.values, entry.state);
      if (restoreFrom !== undefined && entry.kept) {
        this.#learner.restoreWeights(entry.kept);
        restored = restoreFrom;
      }
    }
    this.release();
    return restored;
  }

  release(): void {
    for (const entry of this.#entries) {
      entry.kept?.release();
      entry.kept = null;
    }
  }
}
