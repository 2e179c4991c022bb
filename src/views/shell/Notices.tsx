import { CircleAlert, Info, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { useText, useTranslation } from "../../i18n";
import { useApp, type Notice as NoticeTold } from "../../store";
import { classes, IconButton, sentence } from "../../ui";
import styles from "./Notices.module.css";
import { useReadTime } from "./useReadTime";

/** What the page has to tell, until it is dismissed or has had its time. Read out when it comes; the regions exist before their content does. */
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

function Notice({ id, tone, message, details, lasts }: NoticeTold) {
  const { t } = useTranslation("shell");
  const say = useText();
  const dismiss = useApp((state) => state.dismiss);
  const hold = useReadTime(lasts, () => dismiss(id));
  const Icon = tone === "error" ? CircleAlert : Info;
  const box = useRef<HTMLDivElement>(null);
  // On a low screen it has a place in the page, which may be out of sight.
  useEffect(() => {
    if (tone === "error") box.current?.scrollIntoView({ block: "nearest" });
  }, [tone]);
  return (
    <div ref={box} className={classes(styles.notice, styles[tone])} {...hold}>
      <Icon aria-hidden="true" />
      <div className={styles.words}>
        <p>{sentence(say(message))}</p>
        {details && (
          <details>
            <summary>{t("noticeDetails")}</summary>
            <ul>
              {say(details)
                .split("\n")
                .map((line) => (
                  <li key={line}>{line}</li>
                ))}
            </ul>
          </details>
        )}
      </div>
      <IconButton tone="quiet" label={t("dismiss")} icon={<X aria-hidden="true" />} onClick={() => dismiss(id)} />
    </div>
  );
}
