import type { Dataset, Progress } from "../../../datasets";
import { assemble, bytesOf, bytesOfAll, dataFiles, manifestFile, readManifest, type DataFile, type DatasetManifest } from "../../../datasets/manifest";
import { stepwise } from "../../../datasets/files/progress";
import { shownCount } from "../../../datasets/files/words";
import { Refusal, sameShape, text, type Shape } from "../../../schema";

async function get(address: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(address, { signal });
  } catch (reason) {
    signal.throwIfAborted();
    const why = reason instanceof Error ? reason.message : String(reason);
    throw new Refusal(text(`${address} could not be reached (${why})`, `无法访问 ${address}（${why}）`));
  }
}

const answered = (address: string, status: number): Refusal =>
  new Refusal(text(`${address}: the server answered ${status}`, `${address}：服务器返回 ${status}`));

/** What the page knows of a data set before it has it. */
export interface Expected {
  readonly kind: string;
  readonly sampleShape: Shape;
  readonly classes: number;
}

/** The manifest, or null where the server has no such data: many servers answer with a page of their own then. */
async function fetchManifest(address: string, { kind, sampleShape, classes }: Expected, signal: AbortSignal): Promise<DatasetManifest | null> {
  const response = await get(address, signal);
  if (response.status === 404 || response.status === 410) return null;
  if (!response.ok) throw answered(address, response.status);
  if (response.headers.get("content-type")?.includes("html")) return null;
  const raw: unknown = await response.json().catch(() => {
    signal.throwIfAborted();
    throw new Refusal(text(`${address} is no JSON`, `${address} 不是 JSON 文件`));
  });
  const manifest = readManifest(raw, kind, address);
  if (!sameShape(manifest.sampleShape, sampleShape) || manifest.classes !== classes) {
    const have = `${manifest.sampleShape.join("×")}, ${manifest.classes}`;
    const want = `${sampleShape.join("×")}, ${classes}`;
    throw new Refusal(text(`${address}: samples and classes are ${have}; expected ${want}`, `${address}：样本形状和类别数为 ${have}，应为 ${want}`));
  }
  return manifest;
}

/** One data file, read as it comes; refuses one of another size. */
async function fetchBytes(address: string, size: number, passed: (bytes: number) => void, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const response = await get(address, signal);
  if (!response.ok) throw answered(address, response.status);
  const bytes = new Uint8Array(size);
  const reader = response.body!.getReader();
  let at = 0;
  const wrongSize = (have: string): Refusal =>
    new Refusal(text(`${address} has ${have} bytes instead of ${shownCount(size)}`, `${address} 有 ${have} 字节，应为 ${shownCount(size)} 字节`));
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) break;
      if (at + value.length > size) throw wrongSize(`> ${shownCount(size)}`);
      bytes.set(value, at);
      at += value.length;
      passed(value.length);
    }
  } catch (reason) {
    signal.throwIfAborted();
    if (reason instanceof Refusal) throw reason;
    const after = shownCount(at);
    throw new Refusal(text(`${address} broke off after ${after} bytes`, `${address} 在 ${after} 字节后中断`));
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  if (at < size) throw wrongSize(shownCount(at));
  return bytes;
}

/** Refuses bytes whose SHA-256 differs. Where the page has no cryptography (an insecure address) the sizes have to do. */
async function verify(address: string, bytes: Uint8Array<ArrayBuffer>, expected: string | undefined): Promise<void> {
  const { subtle } = globalThis.crypto as { subtle?: SubtleCrypto };
  if (!subtle || expected === undefined) return;
  const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== expected) throw new Refusal(text(`${address} is damaged: its SHA-256 is not that of the manifest`, `${address} 已损坏：SHA-256 与清单不符`));
}

/**
 * Data from a server's folder, as `npm run data` fills it; null when there are none. `folder` is an absolute address that
 * ends with a slash. Everything is checked against the manifest: sizes, checksums, labels.
 */
export async function fetchDataset(expected: Expected, folder: string, progress: Progress, signal: AbortSignal): Promise<Dataset | null> {
  const manifest = await fetchManifest(folder + manifestFile, expected, signal);
  if (!manifest) return null;
  const passed = stepwise(progress, bytesOfAll(manifest));
  const files = new Map<DataFile, Uint8Array<ArrayBuffer>>();
  for (const file of dataFiles) {
    const bytes = await fetchBytes(folder + file, bytesOf(manifest, file), passed, signal);
    await verify(folder + file, bytes, manifest.sha256?.[file]);
    signal.throwIfAborted();
    files.set(file, bytes);
  }
  return assemble(manifest, files, folder);
}
