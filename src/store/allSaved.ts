import { zipOf } from "../models";
import type { ModelFiles } from "../models/client";
import type { ModelFile } from "../models/types";
import { text, type Text } from "../schema";
import type { Library } from "../storage/types";
import { listed, wordsOf } from "./refused";

/** All saved models as `.keras` files in one zip, the newest first. A model that cannot be read or written is named and left out. */
export async function allSaved({ library, files }: { readonly library: Library; readonly files: Pick<ModelFiles, "write"> }): Promise<{ readonly file: ModelFile | null; readonly failed: Text | null }> {
  const written: ModelFile[] = [];
  const failed: Text[] = [];
  try {
    for (const { id, name } of await library.list()) {
      try {
        const read = await library.open(id);
        if (read.ok) written.push(await files.write("keras", read.value.model, name));
        else failed.push(listed(read.error));
      } catch (thrown) {
        const { en, zh } = wordsOf(thrown);
        failed.push(text(`“${name}”: ${en}`, `“${name}”：${zh}`));
      }
    }
  } catch (thrown) {
    failed.push(wordsOf(thrown));
  }
  return { file: written.length ? zipOf("layerloom-models.zip", written) : null, failed: failed.length ? leftOut(failed) : null };
}

const leftOut = (why: readonly Text[]): Text =>
  text(`Not in the download: ${why.map(({ en }) => en).join("; ")}`, `未包含在下载中：${why.map(({ zh }) => zh).join("；")}`);
