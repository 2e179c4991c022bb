import type { Diagnosis } from "../evaluation/diagnosis";
import type { Logs } from "../callbacks";
import type { Experiment, History, PreparationName } from "../experiment";
import type { ModelFiles } from "../models/client";
import type { ModelFile } from "../models/types";
import type { FittedPreprocessing, StepSpec } from "../preprocessing";
import type { Text } from "../schema";
import type { Run, Trained } from "../runs";
import type { Checkpoints, Drafts, FinishedRuns, LeftWeights, Library, Preferences, SavedSummary } from "../storage/types";
import type { Persisted, Persistence } from "../storage/persistence";
import type { Visit } from "../storage/visit";
import type { TrainingClient } from "../training/client";
import type { CheckpointSummary } from "../training/checkpoint";
import type { Measurement } from "./deviceChoice";
import type { Tempos } from "./tempo";
import type { BackendName, DatasetSummary, DeviceStatus, Evaluation, ModelData, RunChange, Tempo, Until } from "../training/protocol";

export const stepIds = ["load", "preprocess", "define", "compile", "fit", "evaluate", "predict", "save"] as const;
export type StepId = (typeof stepIds)[number];
export type Theme = "light" | "dark" | "system";

/** Everything that the store needs from outside; passed in, so that it runs in a test without a browser. */
export interface Services {
  readonly client: TrainingClient;
  readonly files: ModelFiles;
  readonly library: Library;
  readonly drafts: Drafts;
  readonly preferences: Preferences;
  /** The runs that were cut off, here or at an earlier visit. */
  readonly checkpoints: Checkpoints;
  /** The runs that ended, here or at an earlier visit. */
  readonly finished: FinishedRuns;
  /** What this tab remembers over a reload. */
  readonly visit: Visit;
  readonly persistence: Persistence;
  /** Why nothing will be there at the next visit; null when the browser keeps it. Known once its storage is open. */
  readonly forgetful: Promise<Text | null>;
  /** A fresh identifier. */
  readonly newId: () => string;
  /** Hands a finished file to the person. */
  readonly deliver: (file: ModelFile) => void;
}

/** The data of the document, as far as they are there. */
export type DataState =
  | { readonly status: "opening" }
  /** `why`: what the browser has kept of them cannot be used. */
  | { readonly status: "missing"; readonly why?: Text }
  | { readonly status: "importing"; readonly part: number }
  | { readonly status: "ready"; readonly summary: DatasetSummary }
  | { readonly status: "failed"; readonly message: Text };

/** A model that steps 6 to 8 can use: a run's, a saved one, one from a file. Its weights lie outside the state. */
export interface TrainedModel {
  readonly id: string;
  readonly origin: "run" | "saved" | "file";
  readonly title: Text;
  readonly experiment: Experiment;
  readonly preprocessing: FittedPreprocessing;
  readonly logs: Logs;
  readonly parameters: number;
  /** What is known of its training, for more epochs. */
  readonly trained: Trained;
  /** Of a model whose file does not say how its inputs were prepared: what may be meant, and what was chosen. */
  readonly preparation?: Preparation;
}

export interface Preparation {
  /** The document's steps when the file was opened. */
  readonly document: readonly StepSpec[];
  /** The greatest distance from 0 of a raw value of the training part. */
  readonly largest: number;
  /** Null until somebody has chosen: until then the model's own `preprocessing` stands. */
  readonly chosen: PreparationName | null;
  /** How each does on the test set, as far as it was tried. */
  readonly scores: Readonly<Partial<Record<PreparationName, { readonly loss: number; readonly accuracy: number }>>>;
  readonly comparing: boolean;
}

/** A model file that is being read or written. */
export type Conversion = { readonly id: string } & (
  | { readonly what: "read"; readonly names: string }
  | { readonly what: "write"; readonly modelId: string; readonly format: string }
);

/** Something to tell the person. */
export interface Notice {
  readonly id: string;
  readonly tone: "info" | "error";
  readonly message: Text;
  /** More for whoever wants to look closer, one thing a line. */
  readonly details?: Text;
  /** What it belongs to: when that goes well later, the notice has had its day. */
  readonly about?: "data" | "model";
  /** Milliseconds for which it can be read before it goes by itself; null: until it is dismissed or outdated. */
  readonly lasts: number | null;
}

export interface ExperimentSlice {
  readonly history: History<Experiment>;
  /** A pure edit of the document; edits with the same key in a row are one step of undo. */
  edit(change: (doc: Experiment) => Experiment, key?: string): void;
  undo(): void;
  redo(): void;
  /** Puts another document in place, as one undoable edit. */
  openExperiment(doc: Experiment): void;
}

export interface DataSlice {
  readonly data: DataState;
  /** Opens the document's data; called by itself whenever they change. */
  openData(): Promise<void>;
  importData(files: readonly File[]): Promise<void>;
  /** From the server's own `datasets/` folder. Resolves to false when it has none. */
  fetchData(): Promise<boolean>;
  cancelImport(): void;
  forgetData(): Promise<void>;
  /** Read-only questions to the training worker: samples, labels, previews. */
  readonly ask: TrainingClient["ask"];
}

export interface PlayOptions {
  /** A trained model whose weights the run begins with, instead of new ones. */
  readonly from?: string | undefined;
  /** Where it pauses by itself. */
  readonly until?: Until | undefined;
  /** Even where memory will most likely not suffice. */
  readonly anyway?: boolean | undefined;
}

export interface RunSlice {
  /** What tfjs is on in the worker; each run says by itself what trains it. Null until the worker has told. */
  readonly device: DeviceStatus | null;
  /** Why there is no device; null while there is one or the worker is asked. */
  readonly noDevice: Text | null;
  /** Asks the worker what it computes on; at each start of the page and of a worker. */
  findDevice(): Promise<void>;
  /** Starts a new worker where there is none, and asks it for the device and the data. */
  reconnect(): void;
  readonly runs: readonly Run[];
  /** The run that the board shows; the newest unless another was chosen. */
  readonly runId: string | null;
  /** Runs that were cut off and can be continued, the newest first. */
  readonly interrupted: readonly CheckpointSummary[];
  /** What was measured on this machine, now and at earlier visits. */
  readonly measurements: readonly Measurement[];
  readonly tempos: Tempos;
  /**
   * Starts a run of the present document. Where several devices would do, the fastest is found out first. One that will most
   * likely find no room in memory is put in doubt first.
   */
  play(options?: PlayOptions): void;
  /** What was asked of `play` and waits for a second word, because the run will most likely find no room in memory; null: nothing waits. */
  readonly doubted: PlayOptions | null;
  /** Answers the question whether to train all the same. */
  settleDoubt(anyway: boolean): void;
  pause(): void;
  resume(): void;
  /** One batch or one epoch, of the paused run or of a new one; then it pauses. */
  advance(until: Until): void;
  /** Changes the run under way. */
  change(change: RunChange): void;
  /** How fast the run under way and those after it may go, on data of its kind. */
  setTempo(tempo: Tempo): void;
  stop(): void;
  /** Back to the untrained network: ends the run under way and clears the board. A run keeps its place in the list. */
  reset(): void;
  refreshInterrupted(): Promise<void>;
  /** Goes on with a run that was cut off; its design becomes the document. */
  continueRun(runId: string): void;
  /** Lets go of a run that was cut off. */
  discardRun(runId: string): Promise<void>;
  showRun(runId: string): void;
  /** Mends the document as a diagnosis proposes and starts a run of it. */
  takeRemedy(runId: string, remedy: Diagnosis["remedies"][number]): void;
  setBackend(backend: BackendName | "auto"): Promise<void>;
}

export interface FinishedSlice {
  /** Ids of the ended runs that the browser keeps: they are there after a reload. */
  readonly stored: readonly string[];
  /** Brings the kept runs back at the start of the page, with the run on the board and the model in use that this tab had last. */
  openFinished(): Promise<void>;
  refreshFinished(): Promise<void>;
  /** Keeps a run that has ended. Where that is not possible the person is told once, and the run lasts as long as the page. */
  keepFinished(run: Run, left: LeftWeights): Promise<void>;
  /** Removes ended runs with their models, for good. */
  removeRuns(runIds: readonly string[]): Promise<void>;
}

export interface LibrarySlice {
  readonly models: readonly TrainedModel[];
  /** The model that steps 6 to 8 look at. */
  readonly modelId: string | null;
  readonly evaluations: Readonly<Record<string, Evaluation>>;
  /** Model whose evaluation is under way. */
  readonly evaluating: string | null;
  readonly saved: readonly SavedSummary[];
  /** Models whose predictions were looked at on the Predict step, in this visit. */
  readonly predicted: readonly string[];
  /** Models that were saved or downloaded, in this visit. */
  readonly taken: readonly string[];
  /** Why what is saved lasts only as long as the page; null where the browser keeps it, or is not known to refuse. */
  readonly forgetful: Text | null;
  /** Whether the browser has promised not to delete what is kept; null until it was asked. */
  readonly persisted: Persisted | null;
  /** Asks for that promise: when something is kept for the first time in this visit. */
  askToPersist(): Promise<void>;
  useModel(modelId: string): void;
  evaluate(modelId: string): Promise<void>;
  /** Scores of raw samples; rows of `outputs`. */
  predict(modelId: string, samples: Uint8Array | Float32Array): Promise<{ scores: Float32Array; outputs: number }>;
  /** The model as plain data, weights included. */
  modelData(modelId: string): Promise<ModelData>;
  refreshSaved(): Promise<void>;
  saveModel(modelId: string, name: string): Promise<boolean>;
  openSaved(id: string): Promise<void>;
  renameSaved(id: string, name: string): Promise<void>;
  removeSaved(id: string): Promise<void>;
  /** Model files under way. */
  readonly conversions: readonly Conversion[];
  download(modelId: string, format: string): Promise<void>;
  /** All saved models in one zip, each as a `.keras` file. Resolves to whether any was delivered. */
  downloadAll(): Promise<boolean>;
  /** Sets how the inputs of a model from elsewhere are prepared, in the model and, while it is of this model, in the document. */
  choosePreparation(modelId: string, name: PreparationName): Promise<void>;
  /** Evaluates a model from elsewhere with every preparation of its inputs. */
  comparePreparations(modelId: string): Promise<void>;
  /** Takes a model from elsewhere for the document's present data. */
  takePresentData(modelId: string): Promise<void>;
  /** Opens model files that a person brought. */
  openFiles(files: readonly File[]): Promise<void>;
  /** Gives up a model file under way; nothing is changed. */
  cancelConversion(id: string): void;
}

export interface WorkspaceSlice {
  readonly step: StepId;
  /** The selected layer, whose form is open. */
  readonly selected: string | null;
  readonly theme: Theme;
  readonly notices: readonly Notice[];
  /** The sentence for a first visit has been dismissed, now or at an earlier visit. */
  readonly introDismissed: boolean;
  /** Another tab keeps the draft. */
  readonly otherTab: boolean;
  goTo(step: StepId): void;
  select(layerId: string | null): void;
  setTheme(theme: Theme): void;
  /** For good: kept as a preference. */
  dismissIntro(): void;
  tell(tone: Notice["tone"], message: Text, more?: Pick<Notice, "about" | "details">): void;
  /** What was told about something that has gone well meanwhile goes, once there was time to read it. */
  outdate(about: NonNullable<Notice["about"]>): void;
  dismiss(id: string): void;
}

export type AppState = ExperimentSlice & DataSlice & RunSlice & FinishedSlice & LibrarySlice & WorkspaceSlice;
