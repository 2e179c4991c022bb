import { useState } from "react";
import { datasets, type DatasetName } from "../../datasets";
import { useText, useTranslation } from "../../i18n";
import { useApp, useExperiment } from "../../store/react";
import { Button, Note, Panel, Progress } from "../../ui";
import { BringFiles } from "./BringFiles";
import { ClassCounts } from "./ClassCounts";
import { DataFacts } from "./DataFacts";
import { ImagePanel } from "./ImagePanel";
import styles from "./load.module.css";
import { PointsPanel } from "./PointsPanel";
import { useSummary } from "./useSummary";

/** What there is of the chosen data: nothing yet, files being read, or the data with samples and counts. */
export function DataPanel() {
  const { t } = useTranslation("load");
  const say = useText();
  const { dataset } = useExperiment();
  const data = useApp((state) => state.data);
  const openData = useApp((state) => state.openData);
  const cancelImport = useApp((state) => state.cancelImport);
  const kind = datasets.get(dataset.kind);
  const summary = useSummary();
  const fetchData = useApp((state) => state.fetchData);
  const [refusedBy, setRefusedBy] = useState<DatasetName | null>(null);
  const askServer = (): void => {
    setRefusedBy(null);
    void fetchData().then((found) => setRefusedBy(found ? null : kind.kind));
  };
  const bringFiles = <BringFiles kind={kind} serverHasNone={refusedBy === kind.kind} onAskServer={askServer} />;
  if (data.status === "importing") {
    return (
      <Panel title={say(kind.title)}>
        <div className={styles.waiting} role="status">
          <p>{t("importing")}</p>
          <Progress part={data.part} label={t("importing")} />
          <p className={styles.muted}>{t("importingHelp")}</p>
          <Button onClick={cancelImport}>{t("cancel")}</Button>
        </div>
      </Panel>
    );
  }
  if (data.status === "failed") {
    return (
      <Panel title={say(kind.title)}>
        <Note tone="bad" title={t("failed")} actions={<Button onClick={() => void openData()}>{t("retry")}</Button>}>
          <p>{say(data.message)}</p>
        </Note>
        {bringFiles}
      </Panel>
    );
  }
  if (data.status === "missing") {
    return (
      <Panel title={t("bringTitle", { name: say(kind.title) })}>
        {data.why && (
          <Note tone="warn">
            <p>{say(data.why)}</p>
          </Note>
        )}
        {bringFiles}
      </Panel>
    );
  }
  if (!summary) {
    return (
      <Panel title={say(kind.title)}>
        <div className={styles.waiting} role="status">
          <p>{t("opening")}</p>
          <Progress part={null} label={t("opening")} />
        </div>
      </Panel>
    );
  }
  return (
    <>
      <Panel title={say(kind.title)} aside={say(kind.help)}>
        <DataFacts kind={kind} summary={summary} bringFiles={bringFiles} />
      </Panel>
      <div className={styles.looks}>
        {kind.view === "points" ? <PointsPanel kind={kind} summary={summary} /> : <ImagePanel kind={kind} summary={summary} />}
        <Panel title={t("counts")} level={4}>
          <ClassCounts kind={kind} summary={summary} />
        </Panel>
      </div>
    </>
  );
}
