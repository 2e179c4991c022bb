import { Note, Panel } from "../../ui";
import { useText, useTranslation } from "../../i18n";
import { NotInKeras } from "../NotInKeras";
import { ModelBar, NoModel } from "../trained/ModelBar";
import { Preparation } from "../trained/Preparation";
import { useModel } from "../trained/useEvaluation";
import { Downloads } from "./Downloads";
import { OpenFile } from "./OpenFile";
import { PythonSnippet } from "./PythonSnippet";
import { SaveForm } from "./SaveForm";
import { SavedModels } from "./SavedModels";
import { ModelFacts, WayOn } from "./WayOn";
import styles from "./save.module.css";

/** Step 8: keep a model in this browser, take it elsewhere as a file, bring one from elsewhere. */
export function SaveView() {
  const { t } = useTranslation("save");
  const say = useText();
  const model = useModel();
  return (
    <div className={styles.view}>
      {model ? (
        <Panel title={t("keep")}>
          <ModelBar model={model} actions={<WayOn />} />
          <Preparation model={model} />
          <p className={styles.hint}>
            <ModelFacts model={model} />
          </p>
          <SaveForm key={model.id} model={model} />
        </Panel>
      ) : (
        <NoModel title={t("nothing")}>{t("nothingHelp")}</NoModel>
      )}
      <SavedModels />
      {model && (
        <Panel title={t("download")} aside={t("downloadHelp")}>
          <Downloads model={model} />
          <NotInKeras experiment={model.experiment} />
          <PythonSnippet model={model} />
        </Panel>
      )}
      <Panel title={t("open")} aside={t("openHelp")}>
        <OpenFile />
        {model?.origin === "file" && (
          <Note tone="info" title={t("opened", { name: say(model.title) })} actions={<WayOn />}>
            <p>
              <ModelFacts model={model} />
            </p>
          </Note>
        )}
      </Panel>
    </div>
  );
}
