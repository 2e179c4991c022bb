import { Refusal, text } from "../../schema";
import type { SourceFile } from "../define";

/**
 * A file's bytes, with a call for every piece that passes. A file that cannot be read (moved, changed, on a disk that was
 * taken out) ends in a Refusal that names it.
 */
export function watchedStream(file: SourceFile, passed: (bytes: number) => void): ReadableStream<Uint8Array> {
  const reader = file.stream().getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        passed(value.length);
        controller.enqueue(value);
      } catch (reason) {
        const why = reason instanceof Error ? reason.message : String(reason);
        controller.error(
          new Refusal(
            text(
              `${file.name} could not be read (${why}). Was it moved or changed? Choose it again`,
              `无法读取 ${file.name}（${why}）。文件是否被移动或修改？请重新选择`,
            ),
          ),
        );
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
