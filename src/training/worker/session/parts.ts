import type { Dataset } from "../../../datasets";
import type { Experiment } from "../../../experiment";
import type { FittedPreprocessing } from "../../../preprocessing";
import type { Checkpoint, CheckpointKeeper, TrainingState } from "../../checkpoint";
import type { DeviceStatus, RunEvent, Trainer } from "../../protocol";
import type { Control } from "./control";
import type { Learner } from "./learner";

export type Ended = Extract<RunEvent, { readonly type: "ended" }>;
export type Emit = (event: RunEvent, transfer?: readonly Transferable[]) => void;

export interface SessionParts {
  readonly runId: string;
  readonly experiment: Experiment;
  readonly dataset: Dataset;
  readonly fitted: FittedPreprocessing;
  readonly learner: Learner;
  /** What tfjs is on, and what trains the run. */
  readonly device: DeviceStatus;
  readonly trainedBy: Trainer;
  readonly emit: Emit;
  /** What the run is told; it may have been told something already. */
  readonly control?: Control;
  /** Where checkpoints go. */
  readonly keeper?: CheckpointKeeper;
  /** Where the run goes on from; the learner has been moved to it. */
  readonly from?: Checkpoint;
  /** What the training of the learner's weights goes on from; the learner's optimizer and masks stand there already. */
  readonly training?: TrainingState;
  /** False once the device was taken away: its numbers mean nothing any more. */
  readonly alive?: () => boolean;
  /** Milliseconds; only differences count. */
  readonly now?: () => number;
}
