import { cutName, fail, ok, problem, registry, text, type Problem, type Result, type Text } from "../schema";
import type { ModelData } from "../training/protocol";
import { readHdf5 } from "./content/hdf5";
import { parseJson } from "./content/json";
import { isHdf5, isZip, looksLikeJson } from "./content/signatures";
import { openFiles, openZip } from "./content/zip";
import type { Content, ModelFormat, NamedBytes, ReadContext, Target } from "./define";
import { architectureFormat } from "./formats/architecture";
import { h5Format } from "./formats/h5";
import { kerasFormat } from "./formats/keras";
import { npzFormat } from "./formats/npz";
import { tfjsFormat } from "./formats/tfjs";
import { weightsFormat } from "./formats/weights";
import { kerasModelName } from "./keras/config";
import { openedNotes } from "./openedNotes";
import { cutNotes, cutProblems, FileProblems, FileRefusal } from "./refuse";
import type { ModelFile, OpenedModel } from "./types";

/** Every format of model files, in the order of the Save step. A new one is one file and one line here. */
const all = [kerasFormat, h5Format, weightsFormat, tfjsFormat, architectureFormat, npzFormat] as const;
export type FormatName = (typeof all)[number]["kind"];
export const formats = registry<ModelFormat<FormatName>>(all);

/** What a file picker for models offers. The content decides what a file is; this only helps to find it. */
export const acceptedFiles = ".keras,.h5,.hdf5,.zip,.json,.bin";

/** A file name out of a title: letters and digits of any script stay. */
export function fileStem(title: string): string {
  const plain = title
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return plain || "model";
}

const idle = (): void => undefined;

/** Turns a model into a file of a format, named after `name`. `advance` is called whenever a part is done. */
export async function writeModel(kind: FormatName, model: ModelData, name: string, advance: () => void = idle): Promise<ModelFile> {
  const format = formats.get(kind);
  const bytes = await format.write(model, kerasModelName(name), advance);
  return { name: `${fileStem(name)}${format.extension}`, bytes, mime: format.mime };
}

/**
 * Opens model files: one, or the several of a TensorFlow.js model. What they are is told by their content. Weights
 * without layers go into `target`. Every problem's path begins with the file's name. `advance` is called whenever a part
 * is done.
 */
export async function readModel(files: readonly NamedBytes[], target?: Target, advance: () => void = idle): Promise<Result<OpenedModel>> {
  const fileName = files.length === 1 ? files[0]!.name : cutName(files.map(({ name }) => name).join(" + "));
  const context: ReadContext = { stem: stemOf(files.find(({ name }) => /\.json$/i.test(name))?.name ?? fileName), advance, ...(target ? { target } : {}) };
  const refused = (problems: readonly Problem[]): Result<OpenedModel> => fail(cutProblems(problems.map((one) => ({ ...one, path: [fileName, ...one.path] }))));
  try {
    const opened = await withContent(files, advance, (content) => readContent(content, context));
    return ok({ ...opened, notes: cutNotes([...opened.notes, ...openedNotes(opened)]) });
  } catch (thrown) {
    if (thrown instanceof FileRefusal) return refused([problem(thrown.path, thrown.text)]);
    if (thrown instanceof FileProblems) return refused(thrown.problems);
    throw thrown;
  }
}

const notAModel = text(
  `this is not a model in a known format; expected .keras, .h5, .weights.h5, a TensorFlow.js model (zip, or model.json with its .bin files) or a Keras architecture (.json)`,
  `这不是已知格式的模型；应为 .keras、.h5、.weights.h5、TensorFlow.js 模型（zip，或 model.json 及其 .bin 文件）或 Keras 网络结构（.json）`,
);

function readContent(content: Content, context: ReadContext): Promise<OpenedModel> {
  const format = formats.all.find(({ recognise }) => recognise?.(content));
  if (!format?.read) throw new FileRefusal([], notAModel);
  return format.read(content, context);
}

async function withContent<T>(files: readonly NamedBytes[], advance: () => void, use: (content: Content) => Promise<T>): Promise<T> {
  const [first] = files;
  if (!first) throw new FileRefusal([], notAModel);
  if (files.length > 1) {
    if (files.some(({ bytes }) => isZip(bytes) || isHdf5(bytes))) throw new FileRefusal([], text("open one model at a time", "请一次打开一个模型"));
    return use({ type: "archive", archive: openFiles(files) });
  }
  const { bytes } = first;
  if (isZip(bytes)) return use({ type: "archive", archive: openZip(bytes, advance) });
  if (isHdf5(bytes)) return readHdf5(bytes, (root) => use({ type: "hdf5", root }), advance);
  if (looksLikeJson(bytes)) return use({ type: "json", value: parseJson(bytes, []) });
  throw new FileRefusal([], bytes.length ? otherThanNamed(first.name) : text("the file is empty", "文件是空的"));
}

/** What the ending of a name promises that the content is not. */
function otherThanNamed(name: string): Text {
  const [, ending] = /(\.keras|\.zip|\.npz|\.h5|\.hdf5|\.json)$/i.exec(name) ?? [];
  if (ending === undefined) return notAModel;
  const promised = /h/i.test(ending) ? text("an HDF5 file", "HDF5 文件") : /json/i.test(ending) ? text("JSON", "JSON 文本") : text("a zip archive", "zip 压缩包");
  return text(`${notAModel.en}. The name ends in ${ending}, but the content is not ${promised.en}`, `${notAModel.zh}。文件名以 ${ending} 结尾，但内容不是 ${promised.zh}`);
}

/** `my-model` of `my-model.weights.h5`; what a model is called that brings no name. */
function stemOf(fileName: string): string {
  const base = fileName.replace(/^.*[\\/]/, "");
  const longestFirst = formats.all.map(({ extension }) => extension).sort((a, b) => b.length - a.length);
  const known = longestFirst.find((extension) => base.toLowerCase().endsWith(extension));
  const stem = known ? base.slice(0, -known.length) : base.replace(/\.[^.]*$/, "");
  return (stem || base || "model").slice(0, 120);
}

export { getConfigText, kerasConfig } from "./keras/config";
export { kerasSummary } from "./keras/summary";
export { npyFile } from "./npy";
export { zipOf } from "./zipOf";
export type { Holds, ModelFormat, NamedBytes, Target } from "./define";
export type { ModelFile, OpenedModel } from "./types";
