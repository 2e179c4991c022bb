import { decided, sharesOf } from "../../evaluation/shares";
import { useTranslation } from "../../i18n";
import { classColour } from "../samples/classColour";
import { useFigure } from "../samples/useFigure";
import { ShareBars } from "../trained/ShareBars";
import type { Meaning } from "../trained/usePredictions";
import styles from "./predict.module.css";

/** What a model says about one sample: the class, and the shares of all with the outputs behind them. */
export function OwnVerdict({ meaning, scores, outputs }: { readonly meaning: Meaning; readonly scores: Float32Array; readonly outputs: number }) {
  const { t } = useTranslation("predict");
  const figure = useFigure();
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
