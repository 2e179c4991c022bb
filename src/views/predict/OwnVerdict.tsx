import { decided, sharesOf } from "../../evaluation/shares";
import { useTranslation } from "../../i18n";
import { Note } from "../../ui";
import { classColour } from "../samples/classColour";
import { useFigure } from "../samples/useFigure";
import { ShareBars } from "../trained/ShareBars";
import type { Meaning } from "../trained/usePredictions";
import styles from "./predict.module.css";

/** What a model says about one sample: the class, and the shares of all with the outputs behind them. */
export function OwnVerdict({ meaning, scores, outputs }: { readonly meaning: Meaning; readonly scores: Float32Array; readonly outputs: number }) {
  const { t } = useTranslation("predict");
  const figure = useFigure();
  if (!scores.every(Number.isFinite)) return <Note tone="bad">{t("noNumbers")}</Note>;
  if (!meaning.fits) return <RawOutputs scores={scores} />;
  const decision = decided(scores, outputs, meaning.reading)[0] ?? 0;
  const { shares } = sharesOf(scores, outputs, meaning.reading);
  return (
    <>
      <p className={styles.decision}>{t("verdictOf", { name: meaning.names[decision] ?? decision })}</p>
      {outputs > 1 && (
        <p className={styles.heads} aria-hidden="true">
          <span>{t("share")}</span>
          <span>{t("output")}</span>
        </p>
      )}
      <ShareBars
        label={t("sharesOf")}
        names={meaning.names}
        shares={[...shares]}
        most={5}
        {...(outputs > 1 ? { outputs: [...scores] } : {})}
        {...(meaning.kind.view === "points" ? { colourOf: classColour } : {})}
      />
      {outputs === 1 && (
        <p className={styles.muted}>{t("threshold", { output: figure(scores[0]!), threshold: meaning.reading.threshold, name: meaning.names[1] ?? 1 })}</p>
      )}
    </>
  );
}

/** The outputs of a model that are not the classes of the data: numbers, one after another. */
function RawOutputs({ scores }: { readonly scores: Float32Array }) {
  const { t } = useTranslation("predict");
  const figure = useFigure();
  const shown = [...scores.subarray(0, mostOutputs)];
  return (
    <>
      <p className={styles.muted}>{t("rawOutputs")}</p>
      <ol className={styles.outputs} start={0} aria-label={t("outputs")}>
        {shown.map((score, i) => (
          <li key={i}>
            <code>{figure(score)}</code>
          </li>
        ))}
      </ol>
      {scores.length > shown.length && <p className={styles.muted}>{t("furtherOutputs", { n: scores.length - shown.length })}</p>}
    </>
  );
}

/** Outputs that are listed; a model of pictures may have thousands. */
const mostOutputs = 100;
