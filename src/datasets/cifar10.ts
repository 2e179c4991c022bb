import { Refusal, text } from "../schema";
import { defineDataset } from "./define";

export const cifar10 = defineDataset({
  kind: "cifar10",
  view: "images",
  title: text("CIFAR-10", "CIFAR-10"),
  help: text(
    "50,000 + 10,000 colour photographs of 32×32 pixels in ten classes.",
    "50,000 + 10,000 张 32×32 的彩色照片，共十类。",
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
  source: {
    type: "files",
    accept: ".gz,.tgz,.tar,.bin",
    decode: () => Promise.reject(new Refusal(text("not read yet", "尚未读取"))),
  },
});
