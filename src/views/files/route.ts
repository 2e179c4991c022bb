import { datasets, type DatasetName, type Glance } from "../../datasets";
import { isHdf5, isZip, looksLikeJson } from "../../models/content/signatures";
import { text, type Text } from "../../schema";

/** Where dropped files go: by what they are, and by what the page can do with such files now. */
export type Route =
  | { readonly to: "model" }
  | { readonly to: "data"; readonly kind: DatasetName }
  | { readonly to: "picture" }
  | { readonly to: "nowhere"; readonly why: Text };

/** What the page can do with files now. */
export interface Readiness {
  /** Data that are brought as files may come: the Load step is open, or the document has data of this kind chosen. */
  readonly takesData: (kind: DatasetName) => boolean;
  /** A model that was trained on pictures waits for one. */
  readonly takesPicture: boolean;
}

/** Each letter stands for the byte of its number. A decoder would not do: what the web calls latin1 has other signs from 0x80 on. */
const startsWith = ({ head }: Glance, bytes: string, at = 0): boolean => [...bytes].every((letter, i) => head[at + i] === letter.charCodeAt(0));

/** A picture of a kind that browsers show, by its first bytes as in WHATWG's MIME Sniffing; others by name, for a browser may know them. */
export const isPictureFile = (file: Glance): boolean =>
  startsWith(file, "\x89PNG\r\n\x1a\n") ||
  startsWith(file, "\xff\xd8\xff") ||
  startsWith(file, "GIF8") ||
  startsWith(file, "BM") ||
  (startsWith(file, "RIFF") && startsWith(file, "WEBP", 8)) ||
  /\.(avif|heic|heif|jxl|svg|tiff?)$/i.test(file.name);

const isModelFile = ({ head }: Glance): boolean => isZip(head) || isHdf5(head) || looksLikeJson(head);

/** Names of the files in a sentence; of many the first. */
function named(files: readonly Glance[]): Text {
  const [first, ...others] = files;
  const name = first?.name ?? "";
  if (!others.length) return text(`“${name}”`, `“${name}”`);
  return text(`“${name}” and ${others.length} more`, `“${name}”等 ${files.length} 个文件`);
}

/**
 * Finds out what files are meant for. A model may consist of several files and counts first: its `.bin` files say nothing
 * by themselves. Among the files of a folder those that are of no use are passed over.
 */
export function routeOf(files: readonly Glance[], { takesData, takesPicture }: Readiness): Route {
  const names = named(files);
  const nowhere = (en: string, zh: string): Route => ({ to: "nowhere", why: text(en, zh) });
  if (!files.length) return nowhere("There are no files in what was dropped.", "拖入的内容中没有文件。");
  if (files.some(isModelFile)) return { to: "model" };
  for (const { kind, title, source } of datasets.all) {
    if (source.type !== "files" || !files.some((file) => source.looksLike(file))) continue;
    if (takesData(kind)) return { to: "data", kind };
    return nowhere(
      `${names.en} may be files of ${title.en}. Open Load and drop them there.`,
      `${names.zh}可能是 ${title.zh} 的文件。请打开“载入”，再拖到那里。`,
    );
  }
  if (files.some(isPictureFile)) {
    if (takesPicture) return { to: "picture" };
    return nowhere(
      `${names.en}: a picture can be dropped in Predict, once there is a model that was trained on pictures.`,
      `${names.zh}：有了用图片训练的模型之后，可以在“预测”中拖入图片。`,
    );
  }
  const kinds = datasets.all.filter(({ source }) => source.type === "files").map(({ title }) => title);
  const list = (language: "en" | "zh"): string => kinds.map((title) => title[language]).join(", ");
  return nowhere(
    `${names.en}: no files that can be opened here. Drop a model (.keras, .h5, a TensorFlow.js zip) anywhere, the files of ${list("en")} in Load, a picture in Predict.`,
    `${names.zh}：不是这里能打开的文件。模型文件（.keras、.h5、TensorFlow.js 的 zip）可以拖到任何位置，${list("zh")} 的文件请拖到“载入”，图片请拖到“预测”。`,
  );
}
