import { datasets } from "../../datasets";
import { changes, type Run } from "../../runs";
import type { Text } from "../../schema";
import { steps } from "../../preprocessing";
import type { AppState, StepId } from "../../store";
import { examinationOf } from "../useExamination";
import { clock } from "./clock";

export type Mark = "done" | "running" | "problem" | "open";

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
  | "starting" | "epochOf" | "pausedAt" | "ready" | "trained" | "otherDesign" | "notLearning" | "problems"
  | "afterTraining" | "evaluating" | "readyToEvaluate" | "accuracy" | "lossOf" | "ofOlderDesign"
  | "predictImages" | "predictPoints" | "saved" | "formats";

type Writer = (state: AppState, pen: Pen) => StepState;

const load: Writer = ({ data, history }, { t, say, number }) => {
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
      return { mark: "done", summary: after(t("counts", { train: number(data.summary.train.count), test: number(data.summary.test.count) })) };
  }
};

const hasProblem = (state: AppState, part: string): boolean => examinationOf(state.history.present).problems.some(({ path }) => path[0] === part);

const preprocess: Writer = (state, { t, say }) => {
  const titles = state.history.present.preprocessing.map(({ kind }) => say(steps.get(kind).title));
  return { mark: hasProblem(state, "preprocessing") ? "problem" : "done", summary: titles.length ? titles.join(" · ") : t("noSteps") };
};

const define: Writer = (state, { t, number }) => {
  const { layers } = state.history.present;
  const { trainable, nonTrainable } = examinationOf(state.history.present).stack;
  return {
    mark: hasProblem(state, "layers") ? "problem" : "done",
    summary: layers.length ? t("layers", { count: layers.length, parameters: number(trainable + nonTrainable) }) : t("noLayers"),
  };
};

const compile: Writer = (state, { number }) => {
  const { optimizer, loss } = state.history.present.compile;
  const rate = number(optimizer.values.learning_rate, { maximumFractionDigits: 8 });
  return { mark: hasProblem(state, "compile") ? "problem" : "done", summary: `${optimizer.kind} ${rate} · ${loss}` };
};

const liveRun = (runs: readonly Run[]): Run | undefined => runs.findLast(({ status }) => status !== "ended");

const fit: Writer = ({ runs, runId, history }, { t }) => {
  const live = liveRun(runs);
  if (live) {
    const { epochs } = live.experiment.fit;
    if (!live.now) return { mark: "running", summary: t("starting") };
    const epoch = Math.min(live.now.epoch + 1, epochs);
    return {
      mark: "running",
      summary: live.status === "paused" ? t("pausedAt", { epoch, epochs }) : t("epochOf", { epoch, epochs, left: clock(live.now.secondsLeft) }),
    };
  }
  const { problems } = examinationOf(history.present);
  if (problems.length) return { mark: "problem", summary: t("problems", { count: problems.length }) };
  const shown = runs.find(({ id }) => id === runId);
  // What was trained says nothing of what the page shows now.
  if (shown?.epochs.length && changes(shown.experiment, history.present).length) return { mark: "open", summary: t("otherDesign") };
  if (shown?.diagnosis) return { mark: "problem", summary: t("notLearning") };
  if (shown?.epochs.length) return { mark: "done", summary: t("trained", { count: shown.epochs.length }) };
  return { mark: "open", summary: t("ready", { count: history.present.fit.epochs }) };
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
    return older ? { mark: "open", summary: t("ofOlderDesign", { what: summary }) } : { mark: "done", summary };
  }
  return { mark: "open", summary: t(modelId === null ? "afterTraining" : "readyToEvaluate") };
};

const predict: Writer = ({ modelId, history }, { t }) => {
  if (modelId === null) return { mark: "open", summary: t("afterTraining") };
  return { mark: "open", summary: t(datasets.get(history.present.dataset.kind).view === "images" ? "predictImages" : "predictPoints") };
};

const save: Writer = ({ saved }, { t }) =>
  saved.length ? { mark: "done", summary: t("saved", { count: saved.length }) } : { mark: "open", summary: t("formats") };

const writers: Readonly<Record<StepId, Writer>> = { load, preprocess, define, compile, fit, evaluate, predict, save };

/** How far a step is and what it holds, in one line. */
export const stepState = (step: StepId, state: AppState, pen: Pen): StepState => writers[step](state, pen);
