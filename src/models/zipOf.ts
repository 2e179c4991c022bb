import { writeZip } from "./content/zip";
import type { ModelFile } from "./types";

/** Several files in one zip, uncompressed: weights hardly shrink. Files of the same name get a number. */
export function zipOf(name: string, files: readonly ModelFile[]): ModelFile {
  const entries = new Map<string, Uint8Array>();
  for (const { name: wanted, bytes } of files) {
    const [, stem = wanted, extension = ""] = /^(.*?)((?:\.[^.]+)?)$/s.exec(wanted) ?? [];
    let free = wanted;
    for (let n = 2; entries.has(free); n++) free = `${stem}-${n}${extension}`;
    entries.set(free, bytes);
  }
  return { name, bytes: writeZip(Object.fromEntries(entries)), mime: "application/zip" };
}
