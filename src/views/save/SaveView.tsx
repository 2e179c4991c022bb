import { Panel } from "../../ui";
import { useTranslation } from "../../i18n";
import { ModelBar, NoModel } from "../trained/ModelBar";
import { useModel } from "../trained/useEvaluation";
import { Downloads } from "./Downloads";
import { OpenFile } from "./OpenFile";
import { PythonSnippet } from "./PythonSnippet";
import { SaveForm } from "./SaveForm";
import { SavedModels } from "./SavedModels";
import styles from "./save.module.css";

/** Step 8: keep a model in this browser, take it elsewhere as a file, bring one from elsewhere. */
export function SaveView() {
  const { t } = useTranslation("save");
  const model = useModel();
  return (
    <div className={styles.view}>
      {model ? (
        <Panel title={t("keep")}>
          <ModelBar model={model} />
          <SaveForm key={model.id} model={model} />
        </Panel>
      ) : (
        <NoModel title={t("nothing")}>{t("nothingHelp")}</NoModel>
      )}
      <SavedModels />
      {model && (
        <Panel title={t("download")} aside={t("downloadHelp")}>
          <Downloads model={model} />
          <PythonSnippet model={model} />
        </Panel>
      )}
      <Panel title={t("open")} aside={t("openHelp")}>
        <OpenFile />
      </Panel>
    </div>
  );
}
