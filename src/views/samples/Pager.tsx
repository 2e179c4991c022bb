import { ChevronLeft, ChevronRight } from "lucide-react";
import { useNumber, useTranslation } from "../../i18n";
import { IconButton } from "../../ui";
import styles from "./samples.module.css";

/** Turns pages of samples: `25–48 of 5,190`. Nothing where all fit on one page. */
export function Pager({ page, pages, all, perPage, onPage }: {
  readonly page: number;
  readonly pages: number;
  readonly all: number;
  readonly perPage: number;
  readonly onPage: (page: number) => void;
}) {
  const { t } = useTranslation("predict");
  const number = useNumber();
  if (pages <= 1) return null;
  return (
    <nav className={styles.pager} aria-label={t("pages")}>
      <IconButton label={t("previous")} icon={<ChevronLeft aria-hidden="true" />} disabled={page === 0} onClick={() => onPage(page - 1)} />
      <span role="status">{t("range", { first: number(page * perPage + 1), last: number(Math.min(all, (page + 1) * perPage)), all: number(all) })}</span>
      <IconButton label={t("next")} icon={<ChevronRight aria-hidden="true" />} disabled={page >= pages - 1} onClick={() => onPage(page + 1)} />
    </nav>
  );
}
