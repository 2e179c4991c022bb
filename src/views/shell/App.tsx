import { lazy, Suspense, useEffect, useRef, type ComponentType } from "react";
import { useTranslation } from "../../i18n";
import { useApp, type StepId } from "../../store";
import { Note, Progress } from "../../ui";
import { CompileView } from "../compile";
import { DefineView } from "../define";
import { FitView, TrainingBoard } from "../fit";
import styles from "./App.module.css";
import { Fence } from "./Fence";
import { Header } from "./Header";
import { Notices } from "./Notices";
import { PlayBar } from "./PlayBar";
import { StepNav } from "./StepNav";
import { useDocumentRoot } from "./useDocumentRoot";
import { useShortcuts } from "./useShortcuts";
import { useStepTitles } from "./useStepTitles";

// What the first visit shows is in the first load; the rest comes when it is opened.
const views: Readonly<Record<StepId, ComponentType>> = {
  load: lazy(() => import("../load").then(({ LoadView }) => ({ default: LoadView }))),
  preprocess: lazy(() => import("../preprocess").then(({ PreprocessView }) => ({ default: PreprocessView }))),
  define: DefineView,
  compile: CompileView,
  fit: FitView,
  evaluate: lazy(() => import("../evaluate").then(({ EvaluateView }) => ({ default: EvaluateView }))),
  predict: lazy(() => import("../predict").then(({ PredictView }) => ({ default: PredictView }))),
  save: lazy(() => import("../save").then(({ SaveView }) => ({ default: SaveView }))),
};

/** The page: header, the eight steps, the step that is open, and the training board beside it. */
export function App() {
  const { t } = useTranslation("shell");
  useDocumentRoot();
  useShortcuts();
  const board = useRef<HTMLElement>(null);
  const toBoard = (): void => {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    board.current?.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
    board.current?.focus({ preventScroll: true });
  };
  return (
    <div className={styles.page}>
      <a className={styles.skip} href="#step">
        {t("toContent")}
      </a>
      <Header />
      <div className={styles.steps}>
        <StepNav />
        <OtherTab />
      </div>
      <div className={styles.columns}>
        <StepColumn />
        <aside ref={board} className={styles.board} aria-label={t("board")} tabIndex={-1}>
          <Fence>
            <TrainingBoard />
          </Fence>
        </aside>
      </div>
      <PlayBar toBoard={toBoard} />
      <Notices />
    </div>
  );
}

function StepColumn() {
  const { t } = useTranslation("shell");
  const titles = useStepTitles();
  const step = useApp((state) => state.step);
  const column = useRef<HTMLElement>(null);
  const shown = useRef(step);
  // Whoever opened another step, from wherever, continues at its beginning.
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    column.current?.scrollTo({ top: 0 });
    column.current?.focus({ preventScroll: true });
  }, [step]);
  const View = views[step];
  return (
    <main ref={column} id="step" className={styles.main} aria-label={titles[step]} tabIndex={-1}>
      <Fence key={step}>
        <Suspense fallback={<Progress part={null} label={t("opening")} />}>
          <View />
        </Suspense>
      </Fence>
    </main>
  );
}

function OtherTab() {
  const { t } = useTranslation("shell");
  const otherTab = useApp((state) => state.otherTab);
  return (
    <div role="status" className={otherTab ? styles.otherTab : undefined}>
      {otherTab && <Note tone="warn">{t("otherTab")}</Note>}
    </div>
  );
}
