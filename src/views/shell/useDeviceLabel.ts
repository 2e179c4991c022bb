import { useTranslation } from "../../i18n";

/** A device's label is the same in every language, because what was measured is kept under it; its threads are counted in the page's. */
export function useDeviceLabel(): (label: string) => string {
  const { t } = useTranslation("shell");
  return (label) => label.replace(/(\d+) threads?$/, (_, count) => t("threads", { count: Number(count) }));
}
