import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Download, Locator, Page } from "@playwright/test";

/** Files from the disk that are held over a place, as a person drags them from a folder: the browser gets their paths. */
export async function dragFiles(
  page: Page,
  place: Locator,
  paths: readonly string[],
): Promise<{ readonly drop: () => Promise<void>; readonly leave: () => Promise<void> }> {
  await place.scrollIntoViewIfNeeded();
  const box = await place.boundingBox();
  if (!box) throw new Error("there is nothing to drop on");
  const session = await page.context().newCDPSession(page);
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height / 2, 60)];
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const send = (type: "dragEnter" | "dragOver" | "drop") => session.send("Input.dispatchDragEvent", { type, x, y, data });
  await send("dragEnter");
  await send("dragOver");
  return {
    async drop() {
      await send("drop");
      await session.detach();
    },
    // The protocol has no way out of the window; a page is told of it by this event, which names no next place.
    async leave() {
      await page.locator("body").dispatchEvent("dragleave");
      await session.detach();
    },
  };
}

/** Drops files from the disk onto a place. */
export async function dropFiles(page: Page, place: Locator, paths: readonly string[]): Promise<void> {
  const held = await dragFiles(page, place, paths);
  await held.drop();
}

/** The hidden input behind a button that chooses files. */
export const fileInput = (page: Page, label: string): Locator => page.locator(`input[type=file][aria-label="${label}"]`);

/** Presses a button and keeps the file that it downloads under a path. */
export async function download(page: Page, button: Locator, path: string): Promise<Download> {
  const waiting = page.waitForEvent("download");
  await button.click();
  const file = await waiting;
  await file.saveAs(path);
  return file;
}

/** Files of a .tar.gz by their names: a reader of its own, so that the page's is not tested with itself. */
export function readTarGz(path: string): Map<string, Uint8Array> {
  const bytes = gunzipSync(readFileSync(path), { maxOutputLength: 1 << 30 });
  const files = new Map<string, Uint8Array>();
  for (let at = 0; at + 512 <= bytes.length && bytes[at] !== 0; ) {
    const text = (from: number, length: number) => bytes.toString("latin1", at + from, at + from + length).replace(/\0.*$/s, "");
    const size = parseInt(text(124, 12), 8);
    files.set(text(0, 100), bytes.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

/** Writes a NumPy array: version 1.0 of the format, little-endian, rows first. */
export function writeNpy(path: string, values: Float32Array | Uint8Array, shape: readonly number[]): void {
  const descr = values instanceof Float32Array ? "<f4" : "|u1";
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(", ")}${shape.length === 1 ? "," : ""}), }`;
  const padded = `${dict.padEnd(Math.ceil((dict.length + 11) / 64) * 64 - 11)}\n`;
  const head = Buffer.alloc(10);
  head.write("\x93NUMPY\x01\x00", "latin1");
  head.writeUInt16LE(padded.length, 8);
  writeFileSync(path, Buffer.concat([head, Buffer.from(padded, "latin1"), Buffer.from(values.buffer, values.byteOffset, values.byteLength)]));
}

/** Short name of a file's content. */
export const fingerprint = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 12);
