import { Download } from "lucide-react";
import { useState } from "react";
import { useText, useTranslation } from "../../i18n";
import { formats } from "../../models";
import { useApp, type TrainedModel } from "../../store";
import { Button } from "../../ui";
import styles from "./save.module.css";

/** The model as a file, in every format that is written. */
export function Downloads({ model }: { readonly model: TrainedModel }) {
  const { t } = useTranslation("save");
  const say = useText();
  const download = useApp((state) => state.download);
  const [writing, setWriting] = useState<string | null>(null);
  const take = async (kind: string): Promise<void> => {
    if (writing) return;
    setWriting(kind);
    await download(model.id, kind);
    setWriting(null);
  };
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
          <Button
            icon={<Download aria-hidden="true" />}
            aria-label={t("downloadOf", { title: say(title), extension })}
            aria-disabled={writing !== null}
            onClick={() => void take(kind)}
          >
            {writing === kind ? t("writing") : t("downloadThis")}
          </Button>
        </li>
      ))}
    </ul>
  );
}
