import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { SourceFile } from "../../src/datasets";
import { Refusal, text } from "../../src/schema";

/** A file on this machine, as a decoder sees it. */
export async function fileAt(path: string): Promise<SourceFile> {
  const { size } = await stat(path);
  return { name: basename(path), size, stream: () => Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array> };
}

/** The files of a folder and of the folders in it, in the order of their names; links to files count as files. */
async function filesIn(folder: string): Promise<SourceFile[]> {
  const paths = (await readdir(folder, { recursive: true })).sort().map((name) => join(folder, name));
  const found = await Promise.all(paths.map(async (path) => ({ path, stat: await stat(path).catch(() => null) })));
  return Promise.all(found.filter((one) => one.stat?.isFile()).map(({ path }) => fileAt(path)));
}

/** A file on a server, read as it comes. */
async function fetched(address: URL, signal: AbortSignal): Promise<SourceFile> {
  const refuse = (en: string, zh: string): Refusal => new Refusal(text(`${address.href} ${en}`, `${address.href} ${zh}`));
  const response = await fetch(address, { signal }).catch((reason: unknown) => {
    signal.throwIfAborted();
    const { cause, message } = reason as Error;
    const why = cause instanceof Error && cause.message ? cause.message : message;
    throw refuse(`could not be reached (${why})`, `无法访问（${why}）`);
  });
  if (!response.ok || !response.body) throw refuse(`could not be fetched: the server answered ${response.status}`, `无法下载：服务器返回 ${response.status}`);
  const { body } = response;
  return {
    name: basename(decodeURIComponent(address.pathname)) || address.host,
    size: Number(response.headers.get("content-length") ?? 0),
    stream: () => body,
  };
}

/** What `--from` names: the files of a folder, one file, or one that is fetched. Refuses what is not there. */
export async function sourcesFrom(from: string, signal: AbortSignal): Promise<readonly SourceFile[]> {
  if (/^https?:/i.test(from)) return [await fetched(new URL(from), signal)];
  const path = /^file:/i.test(from) ? fileURLToPath(from) : from;
  const found = await stat(path).catch(() => {
    throw new Refusal(text(`${path}: there is no such file or folder`, `${path}：文件或文件夹不存在`));
  });
  return found.isDirectory() ? filesIn(path) : [await fileAt(path)];
}
