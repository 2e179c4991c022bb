import { showTuple, text, type Text } from "../../schema";
import { shownCount } from "../files/words";
import { batchNames, recordBytes, type Slot } from "./layout";

/** What a CIFAR-10 reader has to say about files that it cannot take. `file` names the file, inside its archive if it is in one. */

const whole = text(
  "A whole set is data_batch_1 to data_batch_5 and test_batch, as cifar-10-binary.tar.gz and cifar-10-python.tar.gz have them",
  "完整的数据包括 data_batch_1 至 data_batch_5 和 test_batch，即 cifar-10-binary.tar.gz 或 cifar-10-python.tar.gz 的内容",
);

export const noBatch = text(`None of the files is a batch of CIFAR-10. ${whole.en}`, `这些文件中没有 CIFAR-10 的批次文件。${whole.zh}`);

export const isCifar100 = (file: string): Text =>
  text(
    `${file} is CIFAR-100, with a hundred classes; this is the place for CIFAR-10. Bring cifar-10-binary.tar.gz or cifar-10-python.tar.gz`,
    `${file} 是 CIFAR-100（一百类），这里需要 CIFAR-10。请提供 cifar-10-binary.tar.gz 或 cifar-10-python.tar.gz`,
  );

export const otherNames = (archive: string, found: readonly string[]): Text => {
  const shown = found.slice(0, 3).join(", ");
  const more = found.length > 3 ? text(` and ${found.length - 3} more`, ` 等 ${found.length} 个文件`) : text("", "");
  return found.length
    ? text(`${archive} holds no batch of CIFAR-10, but ${shown}${more.en}. ${whole.en}`, `${archive} 中没有 CIFAR-10 的批次文件，只有 ${shown}${more.zh}。${whole.zh}`)
    : text(`${archive} is an empty archive. ${whole.en}`, `${archive} 是空的归档文件。${whole.zh}`);
};

const signatures: readonly (readonly [start: string, what: Text])[] = [
  ["PK\x03\x04", text("a ZIP archive: unpack it and bring what is inside", "ZIP 压缩包：请解压后提供其中的文件")],
  ["\x89PNG", text("a PNG picture", "PNG 图片")],
  ["\xff\xd8\xff", text("a JPEG picture", "JPEG 图片")],
  ["GIF8", text("a GIF picture", "GIF 图片")],
  ["%PDF", text("a PDF document", "PDF 文档")],
  ["\x89HDF", text("an HDF5 file", "HDF5 文件")],
  ["\x93NUMPY", text("a NumPy .npy file", "NumPy 的 .npy 文件")],
  ["7z\xbc\xaf", text("a 7z archive: unpack it and bring what is inside", "7z 压缩包：请解压后提供其中的文件")],
  ["Rar!", text("a RAR archive: unpack it and bring what is inside", "RAR 压缩包：请解压后提供其中的文件")],
  ["BZh", text("packed by bzip2: unpack it first", "bzip2 压缩文件：请先解压")],
  ["\xfd7zXZ", text("packed by xz: unpack it first", "xz 压缩文件：请先解压")],
];

/** What a file that is no batch is, by its first bytes, as far as that can be told. */
export function knownAs(head: Uint8Array): Text | undefined {
  const start = String.fromCharCode(...head.subarray(0, 64));
  if (/^\s*<(!doctype|html|\?xml|head)/i.test(start)) return text("a web page: the download went wrong", "网页：下载可能出了错");
  return signatures.find(([signature]) => start.startsWith(signature))?.[1];
}

export const wrongFile = (file: string, head: Uint8Array): Text => {
  if (!head.length) return text(`${file} is empty`, `${file} 是空文件`);
  const known = knownAs(head);
  return known
    ? text(`${file} is not CIFAR-10 but ${known.en}`, `${file} 不是 CIFAR-10，而是${known.zh}`)
    : text(`${file} is neither an archive nor a batch of CIFAR-10. ${whole.en}`, `${file} 既不是归档文件，也不是 CIFAR-10 的批次文件。${whole.zh}`);
};

export const notATar = (file: string): Text =>
  text(`${file} is packed by gzip, but no tar archive is inside. ${whole.en}`, `${file} 是 gzip 压缩文件，但里面不是 tar 归档。${whole.zh}`);

/** Why a binary batch cannot be `size` bytes long; undefined when it can. */
export function wrongSize(file: string, size: number, records: number): Text | undefined {
  const want = records * recordBytes;
  if (size === want) return undefined;
  const shown = shownCount(records);
  const sideOf = (channels: number): number => Math.sqrt((size / records - 1) / channels);
  for (const [channels, en, zh] of [[3, "colour", "彩色"], [1, "grey", "灰度"]] as const) {
    const side = sideOf(channels);
    if (Number.isInteger(side) && side >= 8) {
      return text(
        `${file} holds ${en} pictures of ${side}×${side}; those of CIFAR-10 are in colour and 32×32`,
        `${file} 中的图片是 ${side}×${side} 的${zh}图；CIFAR-10 的图片是 32×32 的彩色图`,
      );
    }
  }
  if (size > 0 && size % recordBytes === 0) return wrongCount(file, size / recordBytes, records);
  const bytes = text(`${shownCount(size)} bytes instead of ${shownCount(want)}`, `${shownCount(size)} 字节，而不是 ${shownCount(want)} 字节`);
  return size < want
    ? text(`${file} is cut off: it has ${bytes.en}. Download or copy it again`, `${file} 不完整：只有 ${bytes.zh}。请重新下载或复制`)
    : text(`${file} is no batch of ${shown} records: it has ${bytes.en}`, `${file} 不是含 ${shown} 条记录的批次文件：它有 ${bytes.zh}`);
}

export const wrongCount = (file: string, have: number, want: number): Text =>
  text(`${file} holds ${shownCount(have)} records; a batch has ${shownCount(want)}`, `${file} 含 ${shownCount(have)} 条记录；每个批次应有 ${shownCount(want)} 条`);

export const wrongShape = (file: string, shape: readonly number[], records: number): Text => {
  const side = shape.length === 2 ? Math.sqrt(shape[1]! / 3) : NaN;
  return Number.isInteger(side)
    ? text(`${file} holds pictures of ${side}×${side}; those of CIFAR-10 are 32×32`, `${file} 中的图片是 ${side}×${side} 的；CIFAR-10 的图片是 32×32`)
    : text(
        `${file}: its data have the shape ${showTuple(shape)}; expected (${records}, 3072)`,
        `${file}：data 的形状是 ${showTuple(shape)}，应为 (${records}, 3072)`,
      );
};

/** `record` counts from 1. */
export const wrongLabel = (file: string, record: number, label: unknown): Text =>
  text(
    `${file}: record ${shownCount(record)} has the label ${String(label)}; those of CIFAR-10 are 0 to 9`,
    `${file}：第 ${shownCount(record)} 条记录的标签是 ${String(label)}；CIFAR-10 的标签为 0 到 9`,
  );

export const notABatch = (file: string): Text =>
  text(`${file} is a pickle, but no batch of CIFAR-10: it has no data and labels`, `${file} 是 pickle 文件，但不是 CIFAR-10 的批次文件：没有 data 和 labels`);

export const noSlot = (file: string): Text =>
  text(
    `${file} does not say which batch it is: neither its name nor its batch_label does`,
    `无法判断 ${file} 是哪个批次：文件名和 batch_label 都没有说明`,
  );

export const wrongElements = (file: string, code: string): Text =>
  text(`${file}: its data are of type ${code}; expected u1, bytes`, `${file}：data 的类型是 ${code}，应为 u1（字节）`);

export const givenTwice = (slot: Slot, first: string, second: string): Text =>
  text(
    `${first} and ${second} both claim to be ${batchNames[slot]}, but hold different pictures. Bring one of them`,
    `${first} 和 ${second} 都是 ${batchNames[slot]}，但内容不同。请只提供其中一个`,
  );

export const sameContent = (first: string, second: string): Text =>
  text(`${first} and ${second} hold the same pictures: one of them is a copy under a wrong name`, `${first} 与 ${second} 的内容完全相同：其中一个是改了名的副本`);

export const missing = (names: readonly string[], looked: readonly string[], aside: Text | undefined): Text => {
  const from = looked.length === 1 ? text(` in ${looked[0]}`, `${looked[0]} 中`) : text("", "");
  const also = aside ? text(` Also: ${aside.en}.`, `另外：${aside.zh}。`) : text("", "");
  return text(
    `${names.join(", ")} ${names.length > 1 ? "are" : "is"} missing${from.en}. ${whole.en}.${also.en}`,
    `${from.zh}缺少 ${names.join("、")}。${whole.zh}。${also.zh}`,
  );
};

export const noMemory = text(
  "There is not enough memory for CIFAR-10, which takes 184 MB. Close other tabs and try again",
  "内存不足：CIFAR-10 需要 184 MB。请关闭其他标签页后重试",
);

export const tooBig = (file: string, size: number): Text =>
  text(`${file} has ${shownCount(size)} bytes, too many for a batch of CIFAR-10`, `${file} 有 ${shownCount(size)} 字节，超出了 CIFAR-10 批次文件的大小`);
