import { datasets, type DatasetName, type Glance } from "../../datasets";
import { isHdf5, isZip, looksLikeJson } from "../../models/content/signatures";
import { text, type Text } from "../../schema";

/** Where dropped files go: by what they are, and by what the page can do with such files now; `files` are those that are meant. */
export type Route<F extends Glance = Glance> =
  | { readonly to: "model"; readonly files: readonly F[] }
  | { readonly to: "data"; readonly files: readonly F[]; readonly kind: DatasetName }
  | { readonly to: "picture"; readonly files: readonly F[] }
  /** `known`: they are told for what they are, and could be taken at another time. */
  | { readonly to: "nowhere"; readonly known: boolean; readonly why: Text };

/** Whoever takes files on the page. */
export type Place = Exclude<Route["to"], "nowhere">;

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

/** The name of a zip's first entry: from byte 30 on, its length at byte 26. */
const firstEntry = ({ head }: Glance): string => new TextDecoder().decode(head.subarray(30, 30 + (head[26] ?? 0)));

/** A zip that is called Keras's, or whose first entry is a part of a model. */
const isModelZip = (file: Glance): boolean => isZip(file.head) && (/\.keras$/i.test(file.name) || /\.(json|h5|bin)$/i.test(firstEntry(file)));

/** Arrays of NumPy, as in `mnist.npz`. */
const isNumpyZip = (file: Glance): boolean => isZip(file.head) && (/\.npz$/i.test(file.name) || /\.npy$/i.test(firstEntry(file)));

/** What systems and authors put beside files, and what nobody expects to be opened. */
const isCompanion = ({ name }: Glance): boolean => /^(?:\.|(?:readme|licen[cs]e|batches\.meta|thumbs\.db|desktop\.ini)(?:\.|$))/i.test(name);

/** The files of a model: whole ones; else JSON with the weights beside it, which older converters wrote without an ending. */
function modelFiles<F extends Glance>(files: readonly F[], on?: Place): readonly F[] {
  const whole = files.filter((file) => isModelZip(file) || isHdf5(file.head));
  if (whole.length) return whole;
  // Any other zip may be a model that was packed again, unless it lies among data, which are handed around in zips too.
  const zips = files.filter((file) => isZip(file.head) && !isNumpyZip(file));
  if (zips.length && on !== "data" && !dataKindOf(files)) return zips;
  const json = files.filter(({ head }) => looksLikeJson(head));
  if (!json.length) return [];
  const others = files.filter(({ head }) => !looksLikeJson(head));
  const weights = others.filter(({ name }) => /(\.bin|-shard\d+of\d+)$/i.test(name));
  // Pictures and data often have notes beside them that are JSON.
  if (!weights.length && (others.some(isPictureFile) || dataKindOf(others))) return [];
  return [...json, ...weights];
}

/** The data that files may be, if any: by at least one of them. */
const dataKindOf = (files: readonly Glance[]) => datasets.all.find(({ source }) => source.type === "files" && files.some((file) => source.looksLike(file)));

/** Names of the files in a sentence; of many the first. */
function named(files: readonly Glance[]): Text {
  const [first, ...others] = files;
  const name = first?.name ?? "";
  if (!others.length) return text(`“${name}”`, `“${name}”`);
  return text(`“${name}” and ${others.length} more`, `“${name}”等 ${files.length} 个文件`);
}

/**
 * Finds out what files are meant for. A model may consist of several files and counts first: its `.bin` files say nothing
 * by themselves; only the place that they were dropped on, if any, comes before. Among the files of a folder those that
 * are of no use are passed over: of pictures the first is meant, of models and their parts those that belong together; of
 * data only the decoder can tell.
 */
export function routeOf<F extends Glance>(files: readonly F[], { takesData, takesPicture }: Readiness, on?: Place): Route<F> {
  const names = named(files);
  const nowhere = (known: boolean, en: string, zh: string): Route<F> => ({ to: "nowhere", known, why: text(en, zh) });
  if (!files.length) return nowhere(false, "There are no files in what was dropped.", "拖入的内容中没有文件。");
  const ways: Readonly<Record<Place, () => Route<F> | undefined>> = {
    model() {
      const parts = modelFiles(files, on);
      return parts.length ? { to: "model", files: parts } : undefined;
    },
    data() {
      const data = dataKindOf(files);
      if (!data) return undefined;
      const { kind, title } = data;
      if (takesData(kind)) return { to: "data", files, kind };
      return nowhere(
        true,
        `${names.en} may be files of ${title.en}. Open Load and drop them there.`,
        `${names.zh}可能是 ${title.zh} 的文件。请打开“加载”，再拖到那里。`,
      );
    },
    picture() {
      const picture = files.find(isPictureFile);
      if (!picture) return undefined;
      if (takesPicture) return { to: "picture", files: [picture] };
      return nowhere(
        true,
        `${names.en}: a picture can be dropped in Predict, once there is a model that was trained on pictures.`,
        `${names.zh}：有了用图片训练的模型之后，可以在“预测”中拖入图片。`,
      );
    },
  };
  const route = (on && ways[on]()) ?? ways.model() ?? ways.data() ?? ways.picture();
  if (route) return route;
  const kinds = datasets.all.filter(({ source }) => source.type === "files").map(({ title }) => title);
  const list = (language: "en" | "zh"): string => kinds.map((title) => title[language]).join(language === "zh" ? "、" : ", ");
  return nowhere(
    false,
    `${names.en}: no files that can be opened here. Drop a model (.keras, .h5, a TensorFlow.js zip) anywhere, the files of ${list("en")} in Load, a picture in Predict.`,
    `${names.zh}：不是这里能打开的文件。模型文件（.keras、.h5、TensorFlow.js 的 zip）可以拖到任何位置，${list("zh")} 的文件请拖到“加载”，图片请拖到“预测”。`,
  );
}

/** All that is done with dropped files, in this order, and the files of which nothing becomes. */
export interface Plan<F extends Glance = Glance> {
  readonly routes: readonly Route<F>[];
  /** Tells which files are passed over; null where there are none worth a word. */
  readonly passedOver: Text | null;
}

/** As `routeOf`, where a model and data that come together each go their own way. Files that are for nothing are named. */
export function planOf<F extends Glance>(files: readonly F[], readiness: Readiness, on?: Place): Plan<F> {
  const first = routeOf(files, readiness, on);
  if (first.to === "nowhere") return { routes: [first], passedOver: null };
  const kind = dataKindOf(files);
  const isData = (file: F): boolean => kind?.source.type === "files" && kind.source.looksLike(file);
  const others = (taken: readonly F[]): readonly F[] => files.filter((file) => !taken.includes(file));
  const routes: Route<F>[] = [first];
  let left: readonly F[] = others(first.to === "data" ? first.files.filter(isData) : first.files);
  if (first.to === "data") {
    const model = modelFiles(left, "data");
    // The decoder of the data gets what is not a model's.
    if (model.length) routes.splice(0, 1, { ...first, files: others(model) }, { to: "model", files: model });
    left = left.filter((file) => !model.includes(file));
  } else if (first.to === "model" && kind && left.some(isData) && readiness.takesData(kind.kind)) {
    routes.unshift({ to: "data", files: left, kind: kind.kind });
    left = left.filter((file) => !isData(file));
  }
  const worth = left.filter((file) => !isCompanion(file) && !(first.to === "picture" && isPictureFile(file)));
  const names = named(worth);
  return { routes, passedOver: worth.length ? text(`Passed over: ${names.en}.`, `已跳过：${names.zh}。`) : null };
}
