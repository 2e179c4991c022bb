import { CircleAlert, Info, X } from "lucide-react";
import { useText, useTranslation } from "../../i18n";
import { useApp } from "../../store";
import { classes, IconButton, sentence } from "../../ui";
import styles from "./Notices.module.css";

/** What the page has to tell, until dismissed. Read out when it comes; the regions exist before their content does. */
export function Notices() {
  const { t } = useTranslation("shell");
  const notices = useApp((state) => state.notices);
  return (
    <section className={styles.notices} aria-label={t("notices")}>
      <div role="alert">
        {notices.filter(({ tone }) => tone === "error").map((notice) => <Notice key={notice.id} {...notice} />)}
      </div>
      <div role="status">
        {notices.filter(({ tone }) => tone === "info").map((notice) => <Notice key={notice.id} {...notice} />)}
      </div>
    </section>
  );
}

function Notice({ id, tone, message }: { readonly id: string; readonly tone: "info" | "error"; readonly message: Readonly<Record<"en" | "zh", string>> }) {
  const { t } = useTranslation("shell");
  const say = useText();
  const dismiss = useApp((state) => state.dismiss);
  const Icon = tone === "error" ? CircleAlert : Info;
  return (
    <div className={classes(styles.notice, styles[tone])}>
      <Icon aria-hidden="true" />
      <p>{sentence(say(message))}</p>
      <IconButton tone="quiet" label={t("dismiss")} icon={<X aria-hidden="true" />} onClick={() => dismiss(id)} />
    </div>
  );
}
