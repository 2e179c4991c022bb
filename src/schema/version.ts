import { shown } from "./fields";
import { text, type Text } from "./text";

/** Something with members, of which a version can be expected. */
export const isRecord = (raw: unknown): boolean => raw !== null && typeof raw === "object" && !Array.isArray(raw);

/** `version` of something that was kept or written, unread yet; undefined where there is none. */
export const versionOf = (raw: unknown): unknown => (raw !== null && typeof raw === "object" ? (raw as { readonly version?: unknown }).version : undefined);

/**
 * Why a document of another version than the one this page reads is refused, null where the version is this one. Newer
 * ones have sentences of their own where they are read; there a reload of the page may help.
 */
export function foreignVersion(version: unknown, reads: number): Text | null {
  if (version === reads) return null;
  if (version === undefined) {
    return text(`expected version ${reads}, received none: this was not written by Layerloom, or is damaged`, `应为版本 ${reads}，但没有版本号：不是由 Layerloom 写成，或已损坏`);
  }
  if (typeof version === "number" && version < reads) {
    return text(
      `written by an older Layerloom (version ${version}), which this page can no longer read; expected version ${reads}`,
      `由较早版本的 Layerloom 写成（版本 ${version}），本页已无法读取；应为版本 ${reads}`,
    );
  }
  return text(`expected version ${reads}, received ${shown(version)}, which is no version that this page knows`, `应为版本 ${reads}，收到的是 ${shown(version)}，不是本页认识的版本`);
}
