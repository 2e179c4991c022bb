import i18next, { type i18n } from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import { words } from "./words";

export type PageLanguage = "en" | "zh";

/** The language of the browser, as far as the page speaks it. */
export function preferredLanguage(wanted: readonly string[]): PageLanguage {
  const first = wanted.find((tag) => /^(en|zh)\b/i.test(tag));
  return first && /^zh/i.test(first) ? "zh" : "en";
}

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "shell";
    resources: (typeof words)["en"];
  }
}

export async function startI18n(language: PageLanguage): Promise<i18n> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: words,
    defaultNS: "shell",
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return i18next;
}

/** Picks the page's language out of a text that a kind carries. */
export function useText(): (text: Readonly<Record<PageLanguage, string>>) => string {
  const { i18n: instance } = useTranslation();
  return (text) => text[instance.language === "zh" ? "zh" : "en"];
}

/** Numbers as the page's language writes them: `1,636,146`. */
export function useNumber(): (value: number, options?: Intl.NumberFormatOptions) => string {
  const { i18n: instance } = useTranslation();
  return (value, options) => new Intl.NumberFormat(instance.language === "zh" ? "zh-CN" : "en", options).format(value);
}

export { useTranslation } from "react-i18next";
