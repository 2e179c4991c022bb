import { expect, test } from "vitest";
import { tar } from "../../../e2e/fixtures/tar";
import type { Glance } from "../../datasets";
import { planOf, routeOf, type Place, type Readiness } from "./route";

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
const hidden = file(".DS_Store", bytes(0, 0, 0, 1, "Bud1"));
const weights = file("net.weights.h5", bytes(0x89, "HDF\r\n", 0x1a, "\n"));

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
  expect(routeOf([archive], all)).toEqual({ to: "data", files: [archive], kind: "cifar10" });
  expect(routeOf([archive], nothing)).toEqual({
    to: "nowhere",
    known: true,
    why: {
      en: "“cifar-10-python.tar.gz” may be files of CIFAR-10. Open Load and drop them there.",
      zh: "“cifar-10-python.tar.gz”可能是 CIFAR-10 的文件。请打开“加载”，再拖到那里。",
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
  for (const word of ["“notes.txt”等 2 个文件", ".keras", "“加载”", "“预测”"]) expect(route.why.zh).toContain(word);
});

/** The names of the files that are meant. */
const meant = (files: readonly Glance[], on?: Place): { to: string; names?: string[] } => {
  const route = routeOf(files, all, on);
  return route.to === "nowhere" ? { to: route.to } : { to: route.to, names: route.files.map(({ name }) => name) };
};

test.each<[what: string, files: readonly Glance[], to: Place, names: string[]]>([
  ["the first picture of a folder, whatever lies before it", [hidden, notes, png, jpeg], "picture", ["cat.png"]],
  ["a picture that has notes in JSON beside it", [json, png], "picture", ["cat.png"]],
  ["a Keras file beside a page about it", [page, keras], "model", ["net.keras"]],
  ["the whole of a model, not its parts", [json, shard, keras], "model", ["net.keras"]],
  ["weights of Keras beside an architecture", [json, weights], "model", ["net.weights.h5"]],
  ["JSON and the weights that belong to it", [hidden, shard, page, json, png], "model", ["model.json", "group1-shard1of1.bin"]],
  ["weights as older converters named them", [json, file("group1-shard1of2", bytes(1)), file("group1-shard2of2", bytes(2))], "model", ["model.json", "group1-shard1of2", "group1-shard2of2"]],
  ["an architecture beside words", [notes, json], "model", ["model.json"]],
  // The reader says that one at a time can be opened.
  ["two models", [keras, weights, page], "model", ["net.keras", "net.weights.h5"]],
  ["data with notes in JSON beside them", [json, archive], "data", ["model.json", "cifar-10-python.tar.gz"]],
  ["batches with a page beside them, which only the decoder can tell apart", [page, batch], "data", ["readme.html", "data_batch_1.bin"]],
])("of a folder is meant: %s", (_what, files, to, names) => {
  expect(meant(files)).toEqual({ to, names });
});

test("the place on which files are dropped comes first, where they can be for it", () => {
  // Read as a model anywhere else: JSON with a .bin file beside it.
  expect(meant([json, batch])).toEqual({ to: "model", names: ["model.json", "data_batch_1.bin"] });
  expect(meant([json, batch], "data")).toEqual({ to: "data", names: ["model.json", "data_batch_1.bin"] });
  expect(meant([keras, png], "picture")).toEqual({ to: "picture", names: ["cat.png"] });
  expect(meant([keras, png], "model")).toEqual({ to: "model", names: ["net.keras"] });
});

test("what cannot be for the place on which it is dropped goes where it belongs", () => {
  expect(meant([keras], "data")).toEqual({ to: "model", names: ["net.keras"] });
  expect(meant([keras], "picture")).toEqual({ to: "model", names: ["net.keras"] });
  expect(meant([png], "model")).toEqual({ to: "picture", names: ["cat.png"] });
  expect(routeOf([png], nothing, "model")).toMatchObject({ to: "nowhere", known: true });
  const zip = (name: string, entry: string): Glance => file(name, bytes("PK", 3, 4, ...new Array<number>(22).fill(0), entry.length, 0, 0, 0, entry));
  expect(meant([zip("net.tfjs.zip", "model.json")], "data")).toEqual({ to: "model", names: ["net.tfjs.zip"] });
  // Data that somebody packed: their zone says that they have to be unpacked.
  const packed = zip("cifar.zip", "train/1.png");
  expect(routeOf([packed], all, "data")).toMatchObject({ to: "nowhere", known: false });
  expect(meant([packed])).toEqual({ to: "model", names: ["cifar.zip"] });
  // The place itself can say best what it takes.
  expect(routeOf([notes], all, "data")).toMatchObject({ to: "nowhere", known: false });
});

/** A zip whose first entry has this name. */
const zipOf = (name: string, entry: string): Glance => file(name, bytes("PK", 3, 4, ...new Array<number>(22).fill(0), entry.length, 0, 0, 0, entry));
const arrays = zipOf("mnist.npz", "x_train.npy");

const planned = (files: readonly Glance[], readiness = all, on?: Place) => {
  const { routes, passedOver } = planOf(files, readiness, on);
  return { routes: routes.map((route) => (route.to === "nowhere" ? [route.to] : [route.to, ...route.files.map(({ name }) => name)])), passedOver: passedOver?.en };
};

test("of files that come together each goes where it belongs, and those that are for nothing are named", () => {
  expect(planned([arrays, archive])).toEqual({ routes: [["data", "mnist.npz", "cifar-10-python.tar.gz"]], passedOver: "Passed over: “mnist.npz”." });
  expect(planned([arrays])).toEqual({ routes: [["nowhere"]], passedOver: undefined });
  expect(planned([keras, archive, notes])).toEqual({
    routes: [["data", "cifar-10-python.tar.gz", "notes.txt"], ["model", "net.keras"]],
    passedOver: "Passed over: “notes.txt”.",
  });
  expect(planned([keras, archive], all, "data")).toEqual({ routes: [["data", "cifar-10-python.tar.gz"], ["model", "net.keras"]], passedOver: undefined });
  // Where data are not expected, the model is opened and they are named.
  expect(planned([keras, archive], nothing)).toEqual({ routes: [["model", "net.keras"]], passedOver: "Passed over: “cifar-10-python.tar.gz”." });
  // A zip of pictures is no model, and lies beside the data.
  expect(planned([zipOf("cats.zip", "train/1.png"), archive])).toEqual({
    routes: [["data", "cats.zip", "cifar-10-python.tar.gz"]],
    passedOver: "Passed over: “cats.zip”.",
  });
});

test("what always lies in a folder is not worth a word", () => {
  const meta = file("batches.meta.txt", bytes("airplane"));
  expect(planned([hidden, page, meta, batch]).passedOver).toBeUndefined();
  expect(planned([hidden, page, keras]).passedOver).toBeUndefined();
  expect(planned([png, jpeg]).passedOver).toBeUndefined();
  expect(planned([notes, hidden, file("b.txt", bytes("b")), keras]).passedOver).toBe("Passed over: “notes.txt” and 1 more.");
});
