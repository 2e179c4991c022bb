import { useSentences, useText, useTranslation } from "../../i18n";
import { showShape } from "../../schema";
import { useApp } from "../../store";
import { Button, Note, sentence } from "../../ui";
import { FixButtons } from "../fixes";
import { useExamination } from "../useExamination";
import styles from "./Compile.module.css";

/** Whether output, labels and loss fit together, and what fixes them where they do not. */
export function Verdict() {
  const { t } = useTranslation("compile");
  const say = useText();
  const sentences = useSentences();
  const { flow, stack, problems, advice, threshold } = useExamination();
  const goTo = useApp((state) => state.goTo);
  // With an output the earlier steps work: what is refused then is the combination.
  const refused = stack.output ? problems : [];
  const earlier = stack.output ? undefined : problems[0];
  return (
    <div className={styles.verdict} role="status">
      {earlier && (
        <Note
          tone="warn"
          title={t("elsewhere")}
          actions={
            <>
              <FixButtons at={earlier.path} />
              {earlier.path[0] === "preprocessing" ? (
                <Button tone="quiet" onClick={() => goTo("preprocess")}>
                  {t("toPreprocess")}
                </Button>
              ) : (
                <Button tone="quiet" onClick={() => goTo("define")}>
                  {t("toDefine")}
                </Button>
              )}
            </>
          }
        >
          <p>{sentence(say(earlier.message))}</p>
        </Note>
      )}
      {refused.length > 0 && (
        <Note tone="bad" title={t("refused")} actions={<FixButtons />}>
          {refused.map(({ message }) => (
            <p key={message.en}>{sentence(say(message))}</p>
          ))}
        </Note>
      )}
      {advice.length > 0 && (
        <Note tone="warn" title={t("advice")} actions={<FixButtons />}>
          {advice.map(({ message }) => (
            <p key={message.en}>{sentence(say(message))}</p>
          ))}
        </Note>
      )}
      {stack.output && (
        <p className={styles.help}>
          {sentences(
            t("compares", { output: showShape(stack.output), target: showShape(flow.targetShape) }),
            flow.oneHot ? t("labelsOneHot") : t("labelsNumber"),
            stack.output.length === 1 && stack.output[0] === 1 && t("threshold", { threshold }),
          )}
        </p>
      )}
    </div>
  );
}
