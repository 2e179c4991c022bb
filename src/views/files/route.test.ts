import { expect, test } from "vitest";
import { tar } from "../../../e2e/fixtures/tar";
import type { Glance } from "../../datasets";
import { routeOf, type Readiness } from "./route";

const bytes = (...parts: readonly (string | number)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "number" ? [part] : [...part].map((letter) => letter.charCodeAt(0)))));
const file = (name: string, head: Uint8Array, size = head.length): Glance => ({ name, size, head });

const png = file("cat.png", bytes(0x89, "PNG\r\n", 0x1a, "\n"));
const jpeg = file("photo", bytes(0xff, 0xd8, 0xff, 0xe0));
const webp = file("cat.webp", bytes("RIFF", 1, 0, 0, 0, "WEBPVP8 "));
const keras = file("net.keras", bytes("PK", 3, 4));
const h5 = file("net.h5", bytes(0x89, "HDF\r\n", 0x1a, "\n"));
const json = file("model.json", bytes(' {"format":'));
const shard = file("group1-shard1of1.bin", bytes(1, 2, 3), 420);
const archive = file("cifar-10-python.tar.gz", bytes(0x1f, 0x8b, 8));
const unpacked = file("cifar-10-binary.tar", tar([{ name: "cifar-10-batches-bin/", bytes: () => new Uint8Array(0) }]).next().value as Uint8Array);
const batch = file("data_batch_1.bin", bytes(6, 59), 30_730_000);
// One label and 3,072 values in each of 20 records.
const renamed = file("mine.bin", bytes(3), 20 * 3073);
const pickle = file("data_batch_1", bytes(0x80, 2));
const notes = file("notes.txt", bytes("hello"));
const page = file("readme.html", bytes("<html>"));

const nothing: Readiness = { takesData: () => false, takesPicture: false };
const all: Readiness = { takesData: () => true, takesPicture: true };

test.each([
  ["a picture, by its first bytes whatever its name", [jpeg], "picture"],
  ["PNG", [png], "picture"],
  ["WebP", [webp], "picture"],
  ["the first of several pictures", [png, jpeg], "picture"],
  ["a Keras model", [keras], "model"],
  ["an HDF5 file", [h5], "model"],
  ["a TensorFlow.js model of several files", [shard, json], "model"],
  ["a packed archive", [archive], "data"],
  ["an archive that was unpacked by the browser", [unpacked], "data"],
  ["a batch by its name", [batch], "data"],
  ["a batch by its size", [renamed], "data"],
  ["a batch of the Python version", [pickle], "data"],
  ["a folder with a page beside the batches", [page, batch], "data"],
  ["words", [notes], "nowhere"],
  ["weights without their model", [shard], "nowhere"],
  ["an empty folder", [], "nowhere"],
] as const)("%s", (_what, files, to) => {
  expect(routeOf(files, all).to).toBe(to);
});

test("data go to their data set, only where they are expected", () => {
  expect(routeOf([archive], all)).toEqual({ to: "data", kind: "cifar10" });
  expect(routeOf([archive], nothing)).toEqual({
    to: "nowhere",
    why: {
      en: "“cifar-10-python.tar.gz” may be files of CIFAR-10. Open Load and drop them there.",
      zh: "“cifar-10-python.tar.gz”可能是 CIFAR-10 的文件。请打开“载入”，再拖到那里。",
    },
  });
});

test("a picture goes to a model only where one waits for it; a model file goes in from everywhere", () => {
  expect(routeOf([png], nothing)).toMatchObject({ to: "nowhere", why: { en: expect.stringContaining("in Predict") as string, zh: expect.stringContaining("“预测”") as string } });
  expect(routeOf([keras], nothing).to).toBe("model");
});

test("what is nothing of all that is named, with what can be dropped where, in both languages", () => {
  const route = routeOf([notes, page], nothing);
  if (route.to !== "nowhere") throw new Error(route.to);
  for (const word of ["“notes.txt” and 1 more", ".keras", "CIFAR-10 in Load", "Predict"]) expect(route.why.en).toContain(word);
  for (const word of ["“notes.txt”等 2 个文件", ".keras", "“载入”", "“预测”"]) expect(route.why.zh).toContain(word);
});
