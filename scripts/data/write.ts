import { createHash } from "node:crypto";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Dataset } from "../../src/datasets";
import { bytesOf, dataFiles, dataOf, manifestFile, manifestOf, type DatasetManifest } from "../../src/datasets/manifest";
import { Refusal, text } from "../../src/schema";

/**
 * Writes a data set into `folder` as the page fetches it. It is written beside and moved into place when it is whole and its
 * sizes are right, so that a failure leaves what was there.
 */
export async function writeDataset(kind: string, dataset: Dataset, folder: string): Promise<DatasetManifest> {
  const unfinished = `${folder}.unfinished-${process.pid}`;
  try {
    await mkdir(unfinished, { recursive: true });
    const bare = manifestOf(kind, dataset);
    const sha256: Record<string, string> = {};
    for (const file of dataFiles) {
      const bytes = dataOf(dataset, file);
      await writeFile(join(unfinished, file), bytes);
      const { size } = await stat(join(unfinished, file));
      const want = bytesOf(bare, file);
      if (size !== want) throw new Refusal(text(`${file}: ${size} bytes were written instead of ${want}`, `${file}：写入了 ${size} 字节，应为 ${want} 字节`));
      sha256[file] = createHash("sha256").update(bytes).digest("hex");
    }
    const manifest: DatasetManifest = { ...bare, sha256: sha256 };
    await writeFile(join(unfinished, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`);
    await rm(folder, { recursive: true, force: true });
    await rename(unfinished, folder);
    return manifest;
  } catch (reason) {
    await rm(unfinished, { recursive: true, force: true });
    throw reason;
  }
}
