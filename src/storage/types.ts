import type { LayerWeight } from "../architecture";
import type { Logs } from "../callbacks";
import type { Experiment } from "../experiment";
import type { Run, Trained } from "../runs";
import type { Result } from "../schema";
import type { CheckpointSummary } from "../training/checkpoint";
import type { ModelData, TrainingState } from "../training/protocol";

/** What the list of saved models shows. */
export interface SavedSummary {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** Kinds of the layers, in order: a saved model is recognised by them. */
  readonly layers: readonly string[];
  readonly parameters: number;
  readonly datasetKind: string;
  /** Figures at the time of saving. */
  readonly logs: Logs;
  readonly bytes: number;
}

export interface SavedModel {
  readonly summary: SavedSummary;
  readonly model: ModelData;
}

/** The browser's store. Every write either happens whole or rejects with a Refusal that says why (a full disk). */
export interface Library {
  list(): Promise<readonly SavedSummary[]>;
  save(name: string, model: ModelData, logs: Logs): Promise<SavedSummary>;
  open(id: string): Promise<Result<SavedModel>>;
  rename(id: string, name: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Told when another tab changed the list. */
  onChange(listener: () => void): () => void;
}

/** The document as it stood at the last visit. */
export interface Drafts {
  /** Null when there is none; problems when it cannot be read (it is then left where it is). */
  load(): Promise<Result<Experiment> | null>;
  save(experiment: Experiment): Promise<void>;
  /** False while another tab keeps the draft: this tab's edits then last only as long as it is open. */
  owned(): boolean;
  onOwned(listener: (owned: boolean) => void): () => void;
}

/** The training runs that were cut off, by a crash, a reload or a closed tab. */
export interface Checkpoints {
  /** Newest first, without those that are being trained in whatever tab. Without a lock manager the page's own run is among them. */
  list(): Promise<readonly CheckpointSummary[]>;
  /** Whether anything is kept of a run, also while it is being trained. */
  has(runId: string): Promise<boolean>;
  /** A Refusal where another tab has gone on with the run meanwhile. */
  discard(runId: string): Promise<void>;
  /** Told when a tab or a worker changed the list, and when a run that is not in it yet is cut off. */
  onChange(listener: () => void): () => void;
}

/** The weights that a run left behind: at its end, and of its best epoch (from 0) where these are others. */
export interface LeftWeights {
  readonly weights: readonly LayerWeight[];
  readonly best?: { readonly epoch: number; readonly weights: readonly LayerWeight[] };
  /** What more epochs of those at the end go on from. */
  readonly training?: TrainingState;
}

/** A run that ended, as the browser keeps it; its weights are read when they are used. */
export interface FinishedRun {
  readonly run: Run;
  readonly parameters: number;
  /** The epoch (from 0) of the best weights, where these are kept too. */
  readonly best?: number;
  /** What is known of the training of the weights at the end. */
  readonly trained?: Trained;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  readonly bytes: number;
}

/** The runs that ended, at this visit and at earlier ones, in any tab. What cannot be done rejects with a Refusal that says why. */
export interface FinishedRuns {
  /** The oldest first. Records that cannot be read are left out. */
  list(): Promise<readonly FinishedRun[]>;
  /**
   * Keeps a run and its weights; the oldest ones go where there are too many, and are returned. Null for a run that is not
   * kept: one that failed, or that was cut off and can be continued.
   */
  keep(run: Run, left: LeftWeights): Promise<readonly FinishedRun[] | null>;
  weights(run: Run): Promise<LeftWeights>;
  remove(runIds: readonly string[]): Promise<void>;
  /** Told when another tab changed the list. */
  onChange(listener: () => void): () => void;
}

/** Language, theme and the like: small, kept for the next visit, lost without harm. */
export interface Preferences {
  read(key: PreferenceKey): string | null;
  write(key: PreferenceKey, value: string): void;
}

export type PreferenceKey = "language" | "theme" | "intro" | "backend" | "calibration" | "tempo.points" | "tempo.images";
