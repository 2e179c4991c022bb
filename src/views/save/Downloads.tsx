import { Download } from "lucide-react";
import { useText, useTranslation } from "../../i18n";
import { formats } from "../../models";
import { useApp, type TrainedModel } from "../../store";
import { Button, classes } from "../../ui";
import styles from "./save.module.css";

/** The model as a file, in every format that is written. */
export function Downloads({ model }: { readonly model: TrainedModel }) {
  const { t } = useTranslation("save");
  const say = useText();
  const download = useApp((state) => state.download);
  const writing = useApp((state) => state.conversions.find(({ what }) => what === "write"));
  const cancel = useApp((state) => state.cancelConversion);
  return (
    <ul className={styles.formats}>
      {formats.all.map(({ kind, title, extension, help }) => (
        <li key={kind} className={styles.format}>
          <div>
            <p className={styles.formatTitle}>
              {say(title)} <code>{extension}</code>
            </p>
            <p className={styles.hint}>{say(help)}</p>
          </div>
          <div className={styles.actions}>
            {writing?.what === "write" && writing.format === kind && (
              <Button className={classes(styles.late)} aria-label={t("cancelWriting", { extension })} onClick={() => cancel(writing.id)}>
                {t("cancel")}
              </Button>
            )}
            <Button
              icon={<Download aria-hidden="true" />}
              aria-label={t("downloadOf", { title: say(title), extension })}
              aria-disabled={writing !== undefined}
              onClick={() => {
                if (!writing) void download(model.id, kind);
              }}
            >
              {writing?.what === "write" && writing.format === kind ? t("writing") : t("downloadThis")}
            </Button>
          </div>
        </li>
      ))}
    </ul>
  );
}
