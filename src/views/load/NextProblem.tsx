import { useMemo } from "react";
import { edits, examine } from "../../experiment";
import { useText, useTranslation } from "../../i18n";
import { useApp, useExperiment } from "../../store/react";
import { Button, Note } from "../../ui";
import { fittingPresets } from "./fittingPresets";

/** Other data may not fit the layers that are there: says what is in the way, and offers experiments made for such data. */
export function NextProblem() {
  const { t } = useTranslation("load");
  const say = useText();
  const doc = useExperiment();
  const goTo = useApp((state) => state.goTo);
  const openExperiment = useApp((state) => state.openExperiment);
  const problem = useMemo(() => examine(doc).problems[0], [doc]);
  const presets = useMemo(() => (problem ? fittingPresets(doc) : []), [problem, doc]);
  if (!problem) return null;
  const where = problem.path[0];
  return (
    <Note
      tone="warn"
      title={t("nextProblem")}
      actions={
        <>
          {presets.map(({ id, title, experiment }) => (
            <Button key={id} onClick={() => openExperiment(edits.rename(experiment, say(title)))}>
              {t("open", { name: say(title) })}
            </Button>
          ))}
          {where === "preprocessing" ? (
            <Button tone="quiet" onClick={() => goTo("preprocess")}>
              {t("goPreprocess")}
            </Button>
          ) : where === "layers" ? (
            <Button tone="quiet" onClick={() => goTo("define")}>
              {t("goDefine")}
            </Button>
          ) : (
            <Button tone="quiet" onClick={() => goTo("compile")}>
              {t("goCompile")}
            </Button>
          )}
        </>
      }
    >
      <p>{say(problem.message)}</p>
    </Note>
  );
}
