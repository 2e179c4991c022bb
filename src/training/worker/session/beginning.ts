import type { RunEvent } from "../../protocol";
import type { SessionParts } from "./parts";
import type { Plan } from "./plan";
import type { Steering } from "./steering";

/** The run's first event: what trains it, on how many samples, and where it goes on from. */
export function startedEvent(parts: SessionParts, plan: Plan, { epochs, learningRate }: Steering, initialEpoch: number): RunEvent {
  const { runId, device, trainedBy, fitted, from, training } = parts;
  const before = from?.trainedBy;
  return {
    type: "started",
    runId,
    device,
    trainedBy,
    preprocessing: fitted,
    stepsPerEpoch: plan.stepsPerEpoch,
    trainCount: plan.train.indices.length,
    validationCount: plan.validation?.indices.length ?? 0,
    ...(initialEpoch || training ? { goesOn: { initialEpoch, epochs, learningRate } } : {}),
    ...(from
      ? {
          continued: {
            epoch: from.epoch,
            step: from.step,
            epochs: from.epochs,
            learningRate,
            history: from.history,
            ...(before && before.backend !== trainedBy.backend ? { before } : {}),
          },
        }
      : {}),
  };
}
