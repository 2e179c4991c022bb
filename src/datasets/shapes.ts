import { permutation } from "../random/random";
import { integer, number, text } from "../schema";
import { defineDataset, type Part } from "./define";
import { split, testShare } from "./share";
import { figures } from "./shapes/figures";
import { paint, pictureBytes, side } from "./shapes/paint";

const sampleShape = [side, side, 3];

export const shapes = defineDataset({
  kind: "shapes",
  view: "images",
  title: text("Drawn shapes", "合成图形"),
  help: text(
    "32×32 colour pictures of eight shapes, drawn by the page. Nothing to download.",
    "页面自己绘制的 32×32 彩色图片，共八种图形，无需下载。",
  ),
  fields: {
    size: integer({ default: 4000, min: 100, max: 20_000, label: text("Pictures", "图片数"), help: text("Number of pictures, training and test together.", "图片总数（训练和测试）。") }),
    noise: number({ default: 0.15, min: 0, max: 1, step: 0.05, label: text("Noise", "噪点"), help: text("How noisy the pictures are.", "图片的噪点程度。") }),
    test_share: testShare(0.25),
  },
  sampleShape,
  classes: figures.map(({ name }) => name),
  counts: split,
  source: {
    type: "drawn",
    draw(values, random) {
      const draw = (name: string, count: number): Part => {
        const source = random.fork(name);
        // Every class as often as every other, in random order.
        const labels = Uint8Array.from(permutation(source, count), (place) => place % figures.length);
        const samples = new Uint8ClampedArray(count * pictureBytes);
        labels.forEach((label, i) => paint(figures[label]!, values.noise, source, samples, i * pictureBytes));
        return { count, samples: new Uint8Array(samples.buffer), labels };
      };
      const { train, test } = split(values);
      return { sampleShape, classes: figures.length, train: draw("train", train), test: draw("test", test) };
    },
  },
});
