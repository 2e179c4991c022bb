import { text } from "../schema";
import { decodeCifar10 } from "./cifar10/decode";
import { looksLikeCifar10 } from "./cifar10/glance";
import { defineDataset } from "./define";

export const cifar10 = defineDataset({
  kind: "cifar10",
  view: "images",
  title: text("CIFAR-10", "CIFAR-10"),
  help: text(
    "60,000 colour photographs of 32×32 pixels in ten classes.",
    "60,000 张 32×32 的彩色照片，共十类。",
  ),
  fields: {},
  sampleShape: [32, 32, 3],
  classes: [
    text("airplane", "飞机"),
    text("automobile", "汽车"),
    text("bird", "鸟"),
    text("cat", "猫"),
    text("deer", "鹿"),
    text("dog", "狗"),
    text("frog", "青蛙"),
    text("horse", "马"),
    text("ship", "船"),
    text("truck", "卡车"),
  ],
  counts: () => ({ train: 50_000, test: 10_000 }),
  python: "(_, _), (x_test, y_test) = keras.datasets.cifar10.load_data()",
  source: {
    type: "files",
    // The batches of the Python version have no ending.
    accept: "",
    folder: "cifar-10",
    origin: {
      help: text(
        "The photographs belong to their authors, so this page does not bring them along. Download an archive once (about 170 MB); from then on it stays in your browser.",
        "照片的版权属于原作者，因此本页不附带这些数据。只需下载一次压缩包（约 170 MB），之后它会保存在你的浏览器中。",
      ),
      page: "https://www.cs.toronto.edu/~kriz/cifar.html",
      files: [
        "cifar-10-binary.tar.gz",
        "cifar-10-python.tar.gz",
        "data_batch_1.bin … data_batch_5.bin, test_batch.bin",
        "data_batch_1 … data_batch_5, test_batch",
      ],
      places: [
        { system: "Linux, macOS", path: "~/.keras/datasets/cifar-10-batches-py-target_archive" },
        { system: "Linux, macOS (Keras 2)", path: "~/.keras/datasets/cifar-10-batches-py.tar.gz" },
        { system: "Windows", path: String.raw`C:\Users\<you>\.keras\datasets\cifar-10-batches-py-target_archive` },
        { system: "Windows (Keras 2)", path: String.raw`C:\Users\<you>\.keras\datasets\cifar-10-batches-py.tar.gz` },
      ],
    },
    looksLike: looksLikeCifar10,
    decode: (files, progress, signal) => decodeCifar10(files, progress, signal),
  },
});
