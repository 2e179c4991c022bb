import type { ModelFile } from "../models/types";

/** Hands a finished file to the person, as a download. */
export function deliverFile({ name, bytes, mime }: ModelFile): void {
  const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mime }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of the bytes by the next turn; until then the address must live.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
