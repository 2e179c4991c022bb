import { useEffect, useSyncExternalStore } from "react";
import { useTranslation } from "../../i18n";
import { useApp, type Theme } from "../../store";
import { useExperimentTitle } from "../useExperimentTitle";
import { useStepTitles } from "./useStepTitles";

const dark = (): MediaQueryList => window.matchMedia("(prefers-color-scheme: dark)");

const onSystemTheme = (told: () => void): (() => void) => {
  const query = dark();
  query.addEventListener("change", told);
  return () => query.removeEventListener("change", told);
};

/** The colours that a choice means here and now. */
export const resolveTheme = (theme: Theme): "light" | "dark" => (theme === "system" ? (dark().matches ? "dark" : "light") : theme);

/** Keeps what the browser knows of the page true: title, language, colours. */
export function useDocumentRoot(): void {
  const { i18n } = useTranslation("shell");
  const titles = useStepTitles();
  const step = useApp((state) => state.step);
  const name = useExperimentTitle()(useApp((state) => state.history.present.name));
  const theme = useApp((state) => state.theme);
  useSyncExternalStore(onSystemTheme, () => dark().matches);
  const resolved = resolveTheme(theme);
  const title = `${titles[step]} · ${name} · Layerloom`;
  useEffect(() => {
    document.documentElement.dataset.theme = resolved;
  }, [resolved]);
  useEffect(() => {
    document.documentElement.lang = i18n.language === "zh" ? "zh-CN" : "en";
  }, [i18n.language]);
  useEffect(() => {
    document.title = title;
  }, [title]);
}
