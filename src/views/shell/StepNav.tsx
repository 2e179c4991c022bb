import { Check, TriangleAlert } from "lucide-react";
import { useEffect, useRef } from "react";
import { useShallow } from "zustand/react/shallow";
import { useNumber, useText, useTranslation } from "../../i18n";
import { stepIds, useApp, type StepId } from "../../store";
import { classes, useScrollEdges } from "../../ui";
import styles from "./StepNav.module.css";
import { stepState, type Mark } from "./stepState";
import { useStepTitles } from "./useStepTitles";

/** The eight steps, each with what it holds now. `toOpen` leads back to the one that is open already. */
export function StepNav({ toOpen }: { readonly toOpen: () => void }) {
  const { t } = useTranslation("shell");
  const titles = useStepTitles();
  const nav = useRef<HTMLElement>(null);
  useScrollEdges(nav);
  return (
    <nav ref={nav} className={styles.nav} aria-label={t("steps")}>
      <ol className={styles.steps}>
        {stepIds.map((step, i) => (
          <StepLink key={step} step={step} number={i + 1} title={titles[step]} toOpen={toOpen} />
        ))}
      </ol>
    </nav>
  );
}

function StepLink({ step, number: place, title, toOpen }: {
  readonly step: StepId;
  readonly number: number;
  readonly title: string;
  readonly toOpen: () => void;
}) {
  const { t } = useTranslation("shell");
  const say = useText();
  const number = useNumber();
  const [mark, summary] = useApp(
    useShallow((state) => {
      const { mark, summary } = stepState(step, state, { t: (key, values) => t(key, { ...values }), say, number });
      return [mark, summary] as const;
    }),
  );
  const current = useApp((state) => state.step === step);
  const goTo = useApp((state) => state.goTo);
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (current) item.current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [current]);
  const marks: Readonly<Record<Mark, string | null>> = { done: t("markDone"), running: t("markRunning"), problem: t("markProblem"), ready: t("markReady"), waiting: null };
  return (
    <li ref={item} className={classes(styles.step, styles[mark])}>
      <button type="button" className={styles.link} aria-current={current ? "step" : undefined} title={summary} onClick={() => (current ? toOpen() : goTo(step))}>
        <span className={styles.title}>
          <span className={styles.mark} aria-hidden="true">
            {mark === "done" ? <Check /> : mark === "problem" ? <TriangleAlert /> : place}
          </span>
          {title}
          {marks[mark] !== null && <span className="visually-hidden">({marks[mark]})</span>}
        </span>
        <span className={styles.summary}>{summary}</span>
      </button>
    </li>
  );
}
