import { HardDrive, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import type { AnyDataset } from "../../datasets";
import { useNumber, useText, useTranslation } from "../../i18n";
import { showBytes, showTuple } from "../../schema";
import { useApp } from "../../store/react";
import type { DatasetSummary } from "../../training/protocol";
import { Button, Figure, Figures, Note } from "../../ui";
import styles from "./load.module.css";

/** Sizes and split of the data that are there, and for brought files whether they will be there next time. */
export function DataFacts({ kind, summary, bringFiles }: { readonly kind: AnyDataset; readonly summary: DatasetSummary; readonly bringFiles: ReactNode }) {
  const { t } = useTranslation("load");
  const say = useText();
  const number = useNumber();
  const persisted = useApp((state) => state.persisted);
  const forgetData = useApp((state) => state.forgetData);
  const [train, test] = [summary.train.count, summary.test.count];
  const share = (count: number) => t("share", { share: number(count / (train + test), { style: "percent", maximumFractionDigits: 1 }) });
  return (
    <>
      <Figures>
        <Figure label={t("trainCount")} value={number(train)} note={share(train)} />
        <Figure label={t("testCount")} value={number(test)} note={share(test)} />
        <Figure label={t("shape")} value={showTuple(summary.sampleShape)} />
        <Figure label={t("size")} value={showBytes(summary.bytes)} />
      </Figures>
      <div className={styles.split} role="img" aria-label={t("split", { train: number(train), test: number(test) })}>
        <span style={{ flexGrow: train }}>{t("train")}</span>
        <span style={{ flexGrow: test }}>{t("test")}</span>
      </div>
      {kind.source.type === "files" && (
        <>
          {summary.kept ? (
            <div className={styles.kept}>
              <HardDrive aria-hidden="true" />
              <p>
                {t("kept")} {persisted && t(persisted === "granted" ? "keptGranted" : "keptNotGranted")}
              </p>
              <Button tone="danger" icon={<Trash2 aria-hidden="true" />} onClick={() => void forgetData()}>
                {t("remove")}
              </Button>
            </div>
          ) : (
            <Note tone="warn" title={t("notKept")}>
              {summary.notKept && <p>{say(summary.notKept)}</p>}
            </Note>
          )}
          <details className={styles.details}>
            <summary>{t("replace")}</summary>
            {bringFiles}
          </details>
        </>
      )}
    </>
  );
}
