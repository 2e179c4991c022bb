import i18next, { type i18n } from "i18next";
import { useCallback } from "react";
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

const pageLanguage = (instance: i18n): PageLanguage => (instance.language === "zh" ? "zh" : "en");

/** Picks the page's language out of a text that a kind carries. The same function as long as the language is the same. */
export function useText(): (text: Readonly<Record<PageLanguage, string>>) => string {
  const language = pageLanguage(useTranslation().i18n);
  return useCallback((text) => text[language], [language]);
}

/** Sentences one after another: with spaces between them in English, without in Chinese. Absent ones are left out. */
export function useSentences(): (...sentences: readonly (string | false)[]) => string {
  const language = pageLanguage(useTranslation().i18n);
  return useCallback((...sentences) => sentences.filter(Boolean).join(language === "zh" ? "" : " "), [language]);
}

/** Things one after another: `blue 120, orange 130`; `蓝色 120，橙色 130`. */
export function useListing(): (items: readonly string[]) => string {
  const language = pageLanguage(useTranslation().i18n);
  return useCallback((items) => items.join(language === "zh" ? "，" : ", "), [language]);
}

/** Making a format takes far longer than using it. */
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(language: PageLanguage, options: Intl.NumberFormatOptions | undefined): Intl.NumberFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en", options);
  formats.set(key, format);
  return format;
}

/** Numbers as the page's language writes them: `1,636,146`. The same function as long as the language is the same. */
export function useNumber(): (value: number, options?: Intl.NumberFormatOptions) => string {
  const language = pageLanguage(useTranslation().i18n);
  return useCallback((value, options) => formatOf(language, options).format(value), [language]);
}

export { useTranslation } from "react-i18next";
