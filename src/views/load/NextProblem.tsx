import { useMemo } from "react";
import { examine } from "../../experiment";
import { useText, useTranslation } from "../../i18n";
import { useApp, useExperiment } from "../../store/react";
import { Button, Note } from "../../ui";

/** Other data may not fit the steps behind: says what is in the way first, and leads there. */
export function NextProblem() {
  const { t } = useTranslation("load");
  const say = useText();
  const experiment = useExperiment();
  const goTo = useApp((state) => state.goTo);
  const problem = useMemo(() => examine(experiment).problems[0], [experiment]);
  if (!problem) return null;
  const where = problem.path[0];
  return (
    <Note
      tone="warn"
      title={t("nextProblem")}
      actions={
        where === "preprocessing" ? (
          <Button onClick={() => goTo("preprocess")}>{t("goPreprocess")}</Button>
        ) : where === "layers" ? (
          <Button onClick={() => goTo("define")}>{t("goDefine")}</Button>
        ) : (
          <Button onClick={() => goTo("compile")}>{t("goCompile")}</Button>
        )
      }
    >
      <p>{say(problem.message)}</p>
    </Note>
  );
}
