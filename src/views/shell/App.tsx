import { useEffect, useRef, type ComponentType, type RefObject } from "react";
import { useTranslation } from "../../i18n";
import { useApp, type StepId } from "../../store";
import { Note } from "../../ui";
import { fetchCharts } from "../../ui/charts";
import { CompileView } from "../compile";
import { DefineView } from "../define";
import { WindowDrop } from "../files";
import { FitView, TrainingBoard } from "../fit";
import styles from "./App.module.css";
import { Fence } from "./Fence";
import { Header } from "./Header";
import { fetchAtIdle, latePart } from "./latePart";
import { LateView } from "./LateView";
import { Notices } from "./Notices";
import { PlayBar } from "./PlayBar";
import { StepHead } from "./StepHead";
import { StepNav } from "./StepNav";
import { useDocumentRoot } from "./useDocumentRoot";
import { useLeaveWarning } from "./useLeaveWarning";
import { useShortcuts } from "./useShortcuts";
import { useStepTitles } from "./useStepTitles";

/** What the first visit does not show is fetched after it, and again where that failed. */
const late = {
  load: latePart(() => import("../load").then(({ LoadView }) => LoadView)),
  preprocess: latePart(() => import("../preprocess").then(({ PreprocessView }) => PreprocessView)),
  evaluate: latePart(() => import("../evaluate").then(({ EvaluateView }) => EvaluateView)),
  predict: latePart(() => import("../predict").then(({ PredictView }) => PredictView)),
  save: latePart(() => import("../save").then(({ SaveView }) => SaveView)),
};

const views: Readonly<Record<StepId, ComponentType>> = {
  load: () => <LateView part={late.load} />,
  preprocess: () => <LateView part={late.preprocess} />,
  define: DefineView,
  compile: CompileView,
  fit: FitView,
  evaluate: () => <LateView part={late.evaluate} />,
  predict: () => <LateView part={late.predict} />,
  save: () => <LateView part={late.save} />,
};

/** How a place is gone to, for those whom movement disturbs too. */
const moving = (): ScrollBehavior => (window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

/**
 * Brings the beginning of the step into view. On a narrow screen not the column scrolls but the page, and the step begins
 * below the bar of steps, for which the page keeps room; where it begins there or further down nothing moves.
 */
function toBeginning(column: HTMLElement): void {
  column.scrollTo({ top: 0 });
  // On a wide screen the page keeps no room: NaN, above which nothing lies.
  const edge = Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) + Number.parseFloat(getComputedStyle(column).scrollMarginTop);
  if (column.getBoundingClientRect().top < edge - 1) column.scrollIntoView({ block: "start", behavior: moving() });
  column.focus({ preventScroll: true });
}

/** The page: header, the eight steps, the step that is open, and the training board beside it. */
export function App() {
  const { t } = useTranslation("shell");
  useDocumentRoot();
  useShortcuts();
  useLeaveWarning();
  useEffect(() => fetchAtIdle([...Object.values(late).map(({ fetch }) => fetch), fetchCharts]), []);
  const column = useRef<HTMLElement>(null);
  const board = useRef<HTMLElement>(null);
  const toBoard = (): void => {
    board.current?.scrollIntoView({ block: "start", behavior: moving() });
    board.current?.focus({ preventScroll: true });
  };
  return (
    <div className={styles.page}>
      <a className={styles.skip} href="#step">
        {t("toContent")}
      </a>
      <a className={styles.skip} href="#board">
        {t("toBoard")}
      </a>
      <Header />
      <div className={styles.steps}>
        <StepNav toOpen={() => column.current && toBeginning(column.current)} />
        <OtherTab />
      </div>
      <Notices />
      <div className={styles.columns}>
        <StepColumn column={column} />
        <aside ref={board} id="board" className={styles.board} aria-label={t("board")} tabIndex={-1}>
          <Fence>
            <TrainingBoard />
          </Fence>
        </aside>
      </div>
      <PlayBar toBoard={toBoard} />
      <WindowDrop />
    </div>
  );
}

function StepColumn({ column }: { readonly column: RefObject<HTMLElement | null> }) {
  const titles = useStepTitles();
  const step = useApp((state) => state.step);
  const shown = useRef(step);
  // Whoever opened another step, from wherever, continues at its beginning.
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    if (column.current) toBeginning(column.current);
  }, [step, column]);
  const View = views[step];
  return (
    <main ref={column} id="step" className={styles.main} aria-label={titles[step]} tabIndex={-1}>
      <StepHead />
      <Fence key={step}>
        <View />
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
