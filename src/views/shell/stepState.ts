import { datasets } from "../../datasets";
import type { Experiment } from "../../experiment";
import { changes, type Run } from "../../runs";
import { showDuration, type Text } from "../../schema";
import { steps } from "../../preprocessing";
import type { AppState, StepId } from "../../store";
import { examinationOf } from "../useExamination";

/**
 * How far a person is with a step: it needs something mended, is under way, is finished (what stands there now has been trained,
 * evaluated, looked at, or saved), can be worked on, or waits for an earlier step.
 */
export type Mark = "problem" | "running" | "done" | "ready" | "waiting";

/** A step at a glance. */
export interface StepState {
  readonly mark: Mark;
  readonly summary: string;
}

/** What the summaries are written with: the page's words, a kind's words, numbers. */
export interface Pen {
  readonly t: (key: SummaryKey, values?: Readonly<Record<string, string | number>>) => string;
  readonly say: (text: Text) => string;
  readonly number: (value: number, options?: Intl.NumberFormatOptions) => string;
}

export type SummaryKey =
  | "counts" | "opening" | "reading" | "missing" | "failed"
  | "noSteps" | "layers" | "noLayers"
  | "starting" | "epochOf" | "pausedAt" | "ready" | "trained" | "otherDesign" | "notLearning" | "lagging" | "problems"
  | "afterTraining" | "evaluating" | "readyToEvaluate" | "accuracy" | "lossOf" | "ofOlderDesign"
  | "predictImages" | "predictPoints" | "saved" | "formats";

type Writer = (state: AppState, pen: Pen) => StepState;

/** What was trained: the run on the board, or else the model that the later steps look at. */
function trainedDesign({ runs, runId, models, modelId }: AppState): Experiment | undefined {
  const shown = runs.find(({ id }) => id === runId);
  if (shown?.status === "ended" && shown.epochs.length) return shown.experiment;
  return models.find(({ id }) => id === modelId)?.experiment;
}

const equal = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** Done once a network was trained with this part of the document as it stands now. */
function markOf(state: AppState, ...parts: readonly ("dataset" | "seed" | "preprocessing" | "layers" | "compile")[]): "done" | "ready" {
  const trained = trainedDesign(state);
  return trained && parts.every((part) => equal(trained[part], state.history.present[part])) ? "done" : "ready";
}

const load: Writer = (state, { t, say, number }) => {
  const { data, history } = state;
  const spec = history.present.dataset;
  const kind = datasets.get(spec.kind);
  const after = (words: string): string => `${say(kind.title)} · ${words}`;
  switch (data.status) {
    case "opening":
      return { mark: "running", summary: after(t("opening")) };
    case "importing":
      return { mark: "running", summary: after(t("reading", { percent: number(data.part, { style: "percent" }) })) };
    case "missing":
      return { mark: "problem", summary: after(t("missing")) };
    case "failed":
      return { mark: "problem", summary: after(t("failed")) };
    case "ready":
      return { mark: markOf(state, "dataset", "seed"), summary: after(t("counts", { train: number(data.summary.train.count), test: number(data.summary.test.count) })) };
  }
};

const hasProblem = (state: AppState, part: string): boolean => examinationOf(state.history.present).problems.some(({ path }) => path[0] === part);

const preprocess: Writer = (state, { t, say }) => {
  const titles = state.history.present.preprocessing.map(({ kind }) => say(steps.get(kind).title));
  return { mark: hasProblem(state, "preprocessing") ? "problem" : markOf(state, "preprocessing"), summary: titles.length ? titles.join(" · ") : t("noSteps") };
};

const define: Writer = (state, { t, number }) => {
  const { layers } = state.history.present;
  const { trainable, nonTrainable } = examinationOf(state.history.present).stack;
  return {
    mark: hasProblem(state, "layers") ? "problem" : markOf(state, "layers"),
    summary: layers.length ? t("layers", { count: layers.length, parameters: number(trainable + nonTrainable) }) : t("noLayers"),
  };
};

const compile: Writer = (state, { number }) => {
  const { optimizer, loss } = state.history.present.compile;
  const rate = number(optimizer.values.learning_rate, { maximumFractionDigits: 8 });
  return { mark: hasProblem(state, "compile") ? "problem" : markOf(state, "compile"), summary: `${optimizer.kind} ${rate} · ${loss}` };
};

const liveRun = (runs: readonly Run[]): Run | undefined => runs.findLast(({ status }) => status !== "ended");

const fit: Writer = ({ runs, runId, history }, { t, say }) => {
  const live = liveRun(runs);
  if (live) {
    const epochs = live.planned;
    if (!live.now) return { mark: "running", summary: t("starting") };
    const epoch = Math.min(live.now.epoch + 1, epochs);
    return {
      mark: "running",
      summary: live.status === "paused" ? t("pausedAt", { epoch, epochs }) : t("epochOf", { epoch, epochs, left: say(showDuration(live.now.secondsLeft)) }),
    };
  }
  const { problems } = examinationOf(history.present);
  if (problems.length) return { mark: "problem", summary: t("problems", { count: problems.length }) };
  const shown = runs.find(({ id }) => id === runId);
  // What was trained says nothing of what the page shows now.
  if (shown?.epochs.length && changes(shown.experiment, history.present).length) return { mark: "ready", summary: t("otherDesign") };
  if (shown?.diagnosis) return { mark: "problem", summary: t(shown.diagnosis.kind === "averages" ? "lagging" : "notLearning") };
  if (shown?.epochs.length) return { mark: "done", summary: t("trained", { count: shown.epochs.length }) };
  return { mark: "ready", summary: t("ready", { count: history.present.fit.epochs }) };
};

const evaluate: Writer = ({ modelId, models, evaluating, evaluations, history }, { t, number }) => {
  if (evaluating !== null) return { mark: "running", summary: t("evaluating") };
  const found = modelId === null ? undefined : evaluations[modelId];
  if (found) {
    const { accuracy } = found.metrics;
    const shown = (value: number): string => number(value, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
    const summary = accuracy === undefined ? t("lossOf", { value: shown(found.loss) }) : t("accuracy", { value: shown(accuracy) });
    const model = models.find(({ id }) => id === modelId);
    const older = model !== undefined && changes(model.experiment, history.present).length > 0;
    return older ? { mark: "ready", summary: t("ofOlderDesign", { what: summary }) } : { mark: "done", summary };
  }
  return modelId === null ? { mark: "waiting", summary: t("afterTraining") } : { mark: "ready", summary: t("readyToEvaluate") };
};

const predict: Writer = ({ modelId, history, predicted }, { t }) => {
  if (modelId === null) return { mark: "waiting", summary: t("afterTraining") };
  return { mark: predicted.includes(modelId) ? "done" : "ready", summary: t(datasets.get(history.present.dataset.kind).view === "images" ? "predictImages" : "predictPoints") };
};

const save: Writer = ({ saved, modelId, taken }, { t }) => ({
  mark: modelId === null ? "waiting" : taken.includes(modelId) || modelId.startsWith("saved:") ? "done" : "ready",
  summary: saved.length ? t("saved", { count: saved.length }) : t("formats"),
});

const writers: Readonly<Record<StepId, Writer>> = { load, preprocess, define, compile, fit, evaluate, predict, save };

/** How far a step is and what it holds, in one line. */
export const stepState = (step: StepId, state: AppState, pen: Pen): StepState => writers[step](state, pen);
