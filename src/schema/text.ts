/** The languages of the page. Both are complete at all times. */
export const languages = ["en", "zh"] as const;
export type Language = (typeof languages)[number];

/** A sentence for people, in every language of the page. Kinds carry their own words, so that a new kind stays one file. */
export type Text = Readonly<Record<Language, string>>;

/** Writes a sentence in English and in Chinese. */
export const text = (en: string, zh: string): Text => ({ en, zh });
