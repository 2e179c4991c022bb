import type { Experiment } from "../../../experiment";
import type { Checkpoint, CheckpointKeeper } from "../../checkpoint";
import type { RunEvent } from "../../protocol";
import { fusedSessionOf, sessionOf, type SessionOptions } from "./session";

/** A keeper that holds every checkpoint as a browser's store would: as a copy that shares nothing with the run. */
export function memory() {
  const kept: Checkpoint[] = [];
  const forgotten: string[] = [];
  const keeper: CheckpointKeeper = {
    claim: () => Promise.resolve(kept.at(-1) ?? null),
    keep(checkpoint) {
      kept.push(structuredClone(checkpoint));
      return Promise.resolve({ bytes: 1 });
    },
    forget(runId) {
      forgotten.push(runId);
      return Promise.resolve();
    },
    letGo: () => undefined,
  };
  return { keeper, kept, forgotten };
}

export type Make = (experiment: Experiment, options?: SessionOptions) => Promise<Awaited<ReturnType<typeof fusedSessionOf>>>;
export const engines: Record<"fused" | "tfjs", Make> = { fused: fusedSessionOf, tfjs: (experiment, options) => Promise.resolve(sessionOf(experiment, options)) };

/** What a run came to: every epoch's figures, all weights and those of the best epoch. Seconds differ and do not count. */
export function outcome({ epochs, of }: Awaited<ReturnType<Make>>, before: readonly { readonly logs: unknown }[] = []) {
  const ended = of("ended")[0]!;
  return {
    logs: [...before.map(({ logs }) => logs), ...epochs().map(({ logs }) => logs)],
    weights: ended.weights!.map(({ values }) => [...values]),
    reason: ended.reason,
    restored: ended.restoredEpoch,
    best: ended.best && { epoch: ended.best.epoch, weights: ended.best.weights.map(({ values }) => [...values]) },
  };
}

/** Runs until an event satisfies `where`, pauses there so that a checkpoint is kept, and stops. */
export async function cutOff(make: Make, experiment: Experiment, where: (event: RunEvent) => boolean): Promise<Checkpoint> {
  const { keeper, kept } = memory();
  const one = await make(experiment, { keeper });
  const running = one.run();
  await new Promise<void>((resolve) => one.on((event) => where(event) && resolve()));
  one.session.control.pause();
  await new Promise<void>((resolve) => one.on((event) => event.type === "kept" && resolve()));
  one.session.control.stop();
  await running;
  one.learner.dispose();
  return kept.at(-1);
}
