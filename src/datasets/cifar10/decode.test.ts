import { existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { archiveBytes, binaryArchive, binaryBatch, brokenArchives, pythonArchive, pythonBatch, type Archive } from "../../../e2e/fixtures/archives";
import { drawPictures } from "../../../e2e/fixtures/pictures";
import { tar, type Entry } from "../../../e2e/fixtures/tar";
import { Refusal } from "../../schema";
import type { Dataset, SourceFile } from "../define";
import { fileOf, ignore, never } from "../testing";
import { decodeCifar10 } from "./decode";

/** Small batches, so that every form of the files is tried quickly; `whole.test.ts` reads whole ones. */
const records = 12;
const pixels = 3072;

const decode = (...files: SourceFile[]): Promise<Dataset> => decodeCifar10(files, ignore, never, records);
const fileOfArchive = (archive: Archive): SourceFile => fileOf(archive.file, archiveBytes(archive));
const loose = (entry: Entry, name = entry.name.split("/").at(-1)): SourceFile => fileOf(name, entry.bytes());
const tarFile = (name: string, entries: readonly Entry[]): SourceFile => fileOf(name, Buffer.concat([...tar(entries)]));
const six = [0, 1, 2, 3, 4, 5];

/** What went wrong, in both languages. */
async function refusalOf(...files: SourceFile[]): Promise<{ en: string; zh: string }> {
  const outcome = await decode(...files).catch((reason: unknown) => reason);
  if (!(outcome instanceof Refusal)) throw new Error(`not refused, but ${String(outcome)}`);
  expect(outcome.text.zh).toMatch(/\p{Script=Han}/u);
  return outcome.text;
}

/** The set that the generated archives hold, worked out by the definition of the order: value (row, column, channel) of a picture
 *  is byte channel · 1024 + row · 32 + column of its planes. */
function expectGenerated(dataset: Dataset, from = 0): void {
  expect(dataset).toMatchObject({ sampleShape: [32, 32, 3], classes: 10 });
  expect([dataset.train.count, dataset.test.count]).toEqual([5 * records, records]);
  for (let batch = from; batch < 6; batch++) {
    const { labels, planar } = drawPictures(batch, records);
    const part = batch === 5 ? dataset.test : dataset.train;
    const first = batch === 5 ? 0 : batch * records;
    expect(part.labels.subarray(first, first + records)).toEqual(labels);
    const expected = new Uint8Array(records * pixels);
    for (let i = 0; i < records; i++)
      for (let row = 0; row < 32; row++)
        for (let column = 0; column < 32; column++)
          for (let channel = 0; channel < 3; channel++)
            expected[i * pixels + (row * 32 + column) * 3 + channel] = planar[i * pixels + channel * 1024 + row * 32 + column]!;
    expect(Buffer.compare(part.samples.subarray(first * pixels, (first + records) * pixels) as Uint8Array, expected)).toBe(0);
  }
}

describe("the order of a picture", () => {
  it("is rows of pixels of red, green, blue, made from three planes", async () => {
    // Red counts the pixels up from 0, green is 100 but for the very last pixel, blue the number of the row.
    const record = new Uint8Array(1 + pixels);
    record[0] = 7;
    for (let pixel = 0; pixel < 1024; pixel++) {
      record[1 + pixel] = pixel % 256;
      record[1 + 1024 + pixel] = pixel === 1023 ? 5 : 100;
      record[1 + 2048 + pixel] = Math.floor(pixel / 32);
    }
    const files = six.map((batch) => {
      const bytes = record.slice();
      bytes[1] = batch;
      return fileOf(batch === 5 ? "test_batch.bin" : `data_batch_${batch + 1}.bin`, bytes);
    });
    const { train, test } = await decodeCifar10(files, ignore, never, 1);
    expect([...train.labels, ...test.labels]).toEqual([7, 7, 7, 7, 7, 7]);
    // The first two pixels of the first row and the first of the second; the last pixel of all.
    expect([...train.samples.subarray(0, 6)]).toEqual([0, 100, 0, 1, 100, 0]);
    expect([...train.samples.subarray(96, 99)]).toEqual([32, 100, 1]);
    expect([...train.samples.subarray(3069, 3072)]).toEqual([255, 5, 31]);
    // Batches follow each other; the test batch is a part of its own.
    expect([0, 1, 2, 3, 4].map((batch) => train.samples[batch * pixels])).toEqual([0, 1, 2, 3, 4]);
    expect(test.samples[0]).toBe(5);
  });
});

describe("the official files are read", () => {
  it("as the binary archive, packed and not", async () => {
    expectGenerated(await decode(fileOfArchive(binaryArchive(records))));
    expectGenerated(await decode(fileOfArchive({ ...binaryArchive(records), packed: false, file: "cifar-10-binary.tar" })));
  });

  it("as the Python archive, also under the name that Keras gives it", async () => {
    expectGenerated(await decode(fileOfArchive(pythonArchive(records))));
    expectGenerated(await decode(fileOfArchive({ ...pythonArchive(records), file: "cifar-10-batches-py.tar.gz" })));
  });

  it("whatever the archive is called: by its content", async () => {
    expectGenerated(await decode(fileOfArchive({ ...binaryArchive(records), file: "download" })));
    expectGenerated(await decode(fileOfArchive({ ...pythonArchive(records), file: "pictures.bin" })));
  });

  it("loose, in any order, with the names of second downloads and what else lies in a folder", async () => {
    const files = [5, 2, 0, 4, 3, 1].map((batch) => loose(binaryBatch(batch, records)));
    expectGenerated(await decode(...files));
    const again = loose(binaryBatch(1, records), "data_batch_2 (1).bin");
    const others = ["batches.meta.txt", "readme.html", ".DS_Store", "._data_batch_1.bin", "notes.md"].map((name) => fileOf(name, new Uint8Array(9)));
    expectGenerated(await decode(...others, again, ...files.slice(0, 5)));
  });

  it("loose, from the Python archive, where the batch says itself which it is", async () => {
    expectGenerated(await decode(...six.map((batch) => loose(pythonBatch(batch, records)))));
    expectGenerated(await decode(...six.map((batch) => loose(pythonBatch(batch, records), `part ${6 - batch}.pickle`))));
  });

  it("both loose and in an archive beside it, which is then left aside", async () => {
    const archive = fileOf("cifar-10-binary.tar.gz", archiveBytes(binaryArchive(records)));
    expectGenerated(await decode(archive, ...six.map((batch) => loose(binaryBatch(batch, records)))));
    expect(archive.read()).toBe(0);
  });

  it("as Keras 3 keeps it: an archive without an ending, beside the folder with what was unpacked from it", async () => {
    const archive = fileOf("cifar-10-batches-py-target_archive", archiveBytes(pythonArchive(records)));
    const batches = six.map((batch) => loose(pythonBatch(batch, records)));
    expectGenerated(await decode(archive, ...batches));
    expectGenerated(await decode(archive));
    // Keras 2 kept the folder without the archive's ending, and the archive with it.
    expectGenerated(await decode(...batches, fileOf("cifar-10-batches-py.tar.gz", archiveBytes(pythonArchive(records))), archive));
  });

  it("both whole and cut off: the damaged one is passed over, whichever comes first", async () => {
    const whole = archiveBytes(pythonArchive(records));
    const cut = fileOf("cifar-10-batches-py-target_archive", whole.subarray(0, whole.length * 0.6));
    const batches = six.map((batch) => loose(pythonBatch(batch, records)));
    expectGenerated(await decode(cut, ...batches));
    expectGenerated(await decode(cut, fileOf("cifar-10-python.tar.gz", whole)));
    expectGenerated(await decode(fileOf("cifar-10-python.tar.gz", whole), cut));
    // A loose batch is cut off, and the archive has it.
    const [first, ...others] = batches;
    const stump = fileOf(first!.name, pythonBatch(0, records).bytes().subarray(0, 20_000));
    expectGenerated(await decode(stump, ...others, fileOf("download", whole)));
  });

  it("twice with the same content, in two versions", async () => {
    expectGenerated(await decode(loose(binaryBatch(4, records)), fileOfArchive(pythonArchive(records))));
    expectGenerated(await decode(loose(binaryBatch(4, records)), loose(pythonBatch(4, records), "copy"), ...[0, 1, 2, 3, 5].map((batch) => loose(pythonBatch(batch, records)))));
  });

  it("in a mix of both versions", async () => {
    expectGenerated(await decode(...six.map((batch) => loose(batch % 2 ? binaryBatch(batch, records) : pythonBatch(batch, records)))));
  });
});

describe("refused, with the file and the reason:", () => {
  const broken = (name: keyof typeof brokenArchives): Promise<{ en: string; zh: string }> => refusalOf(fileOfArchive(brokenArchives[name](records)));

  it("nothing at all", async () => {
    expect((await refusalOf()).en).toContain("None of the files is a batch of CIFAR-10");
  });

  it("a gzip that ends early", async () => {
    expect((await broken("a gzip that ends early")).en).toMatch(/^cifar-10-binary\.tar\.gz is cut off or damaged: it cannot be unpacked to its end/);
  });

  it("a tar that ends early", async () => {
    // The fourth batch in the order of the archive: 60 % lie behind three batches of six and some small files.
    expect((await broken("a tar that ends early")).en).toMatch(/^cifar-10-binary\.tar › data_batch_3\.bin is cut off: it ends after [\d,]+ of 36,876 bytes/);
  });

  it("a tar with other names", async () => {
    const { en, zh } = await broken("other names");
    expect(en).toMatch(/^photos\.tar\.gz holds no batch of CIFAR-10, but cat\.txt, dog\.txt\. A whole set is data_batch_1 to data_batch_5 and test_batch/);
    expect(zh).toMatch(/^photos\.tar\.gz 中没有 CIFAR-10 的批次文件，只有 cat\.txt, dog\.txt。/);
    const many = tarFile("many.tar", [1, 2, 3, 4, 5].map((n) => ({ name: `${n}.png`, bytes: () => new Uint8Array(3) })));
    expect((await refusalOf(many)).en).toContain("1.png, 2.png, 3.png and 2 more");
    expect((await refusalOf(tarFile("empty.tar", [{ name: "cifar/", bytes: () => new Uint8Array(0) }]))).en).toContain("empty.tar is an empty archive");
  });

  it("CIFAR-100, in each version", async () => {
    expect((await broken("CIFAR-100, binary")).en).toMatch(/^cifar-100-binary\.tar\.gz is CIFAR-100, with a hundred classes/);
    expect((await broken("CIFAR-100, Python")).en).toMatch(/^cifar-100-python\.tar\.gz is CIFAR-100/);
    expect((await refusalOf(fileOf("notes.md", new Uint8Array(9)), fileOf("train.bin", new Uint8Array(5 * 3074 * records)))).en).toMatch(/^train\.bin is CIFAR-100/);
  });

  it("a record too few", async () => {
    expect((await broken("a record too few")).en).toBe("cifar-10-binary.tar.gz › data_batch_1.bin holds 11 records; a batch has 12");
    const python = loose(pythonBatch(0, records - 1));
    expect((await refusalOf(python)).en).toBe("data_batch_1 holds 11 records; a batch has 12");
  });

  it("a label of 12", async () => {
    const { en, zh } = await broken("a label of 12");
    expect(en).toBe("cifar-10-binary.tar.gz › data_batch_1.bin: record 7 has the label 12; those of CIFAR-10 are 0 to 9");
    expect(zh).toContain("第 7 条记录的标签是 12");
    const pickled = pythonBatch(0, records).bytes();
    // Labels are written as K (one byte) between the list's mark and its end.
    const labels = Buffer.from(pickled).indexOf("(K") + 1;
    pickled[labels + 2 * 3 + 1] = 12;
    expect((await refusalOf(fileOf("data_batch_1", pickled))).en).toBe("data_batch_1: record 4 has the label 12; those of CIFAR-10 are 0 to 9");
  });

  it("pictures of another size", async () => {
    expect((await broken("pictures of another size")).en).toBe(
      "cifar-10-binary.tar.gz › data_batch_1.bin holds colour pictures of 16×16; those of CIFAR-10 are in colour and 32×32",
    );
    expect((await refusalOf(fileOf("data_batch_1.bin", new Uint8Array(records * (1 + 28 * 28))))).en).toContain("holds grey pictures of 28×28");
  });

  it("a batch that is cut off, or too long", async () => {
    const bytes = binaryBatch(1, records).bytes();
    expect((await refusalOf(fileOf("data_batch_2.bin", bytes.subarray(0, -500)))).en).toMatch(/^data_batch_2\.bin is cut off: it has 36,376 bytes instead of 36,876/);
    expect((await refusalOf(fileOf("data_batch_2.bin", Buffer.concat([bytes, bytes, bytes.subarray(1)])))).en).toMatch(/^data_batch_2\.bin is no batch of 12 records/);
  });

  it("a batch missing, by its name", async () => {
    expect((await broken("a batch missing")).en).toMatch(/^data_batch_3\.bin is missing in cifar-10-binary\.tar\.gz\. A whole set is/);
    expect((await refusalOf(...[0, 1, 3, 4].map((batch) => loose(pythonBatch(batch, records))))).en).toMatch(/^data_batch_3, test_batch are missing\. A whole set is/);
  });

  it("a batch missing, with what may have been meant to be it", async () => {
    const files = [0, 1, 2, 3, 4].map((batch) => loose(binaryBatch(batch, records)));
    expect((await refusalOf(...files, loose(binaryBatch(5, records), "test.bin"))).en).toMatch(/^test_batch\.bin is missing\..*Also: test\.bin is neither an archive nor a batch/);
  });

  it("a batch given twice with different pictures", async () => {
    expect((await broken("a batch given twice")).en).toBe(
      "cifar-10-binary.tar.gz › data_batch_1.bin and cifar-10-binary.tar.gz › data_batch_1.bin both claim to be data_batch_1, but hold different pictures. Bring one of them",
    );
    const [first, second] = [loose(binaryBatch(3, records), "data_batch_5.bin"), fileOfArchive(pythonArchive(records))];
    expect((await refusalOf(first, second)).en).toBe(
      "data_batch_5.bin and cifar-10-python.tar.gz › data_batch_5 both claim to be data_batch_5, but hold different pictures. Bring one of them",
    );
  });

  it("files that are all damaged, by the first of them", async () => {
    const cut = archiveBytes(pythonArchive(records));
    const [a, b] = ["a.tar.gz", "b.tar.gz"].map((name) => fileOf(name, cut.subarray(0, cut.length * 0.3)));
    expect((await refusalOf(a!, b!)).en).toMatch(/^a\.tar\.gz is cut off or damaged/);
  });

  it("a batch under two names", async () => {
    const { en } = await broken("a batch under two names");
    expect(en).toContain("data_batch_2.bin and cifar-10-binary.tar.gz › data_batch_4.bin hold the same pictures");
  });

  it("a pickle that ends early, is no batch, or does not say which", async () => {
    expect((await broken("a pickle that ends early")).en).toMatch(/^cifar-10-python\.tar\.gz › data_batch_1 cannot be read as a pickle: it ends early/);
    const none = Uint8Array.from([0x80, 2, 0x4e, 0x2e]);
    expect((await refusalOf(fileOf("test_batch", none))).en).toBe("test_batch is a pickle, but no batch of CIFAR-10: it has no data and labels");
    expect((await refusalOf(fileOf("model.pkl", none))).en).toMatch(/^model\.pkl is a pickle, but no batch/);
    const nameless = Buffer.from(pythonBatch(0, records).bytes());
    nameless.write("trainings", nameless.indexOf("training batch"), "latin1");
    expect((await refusalOf(fileOf("some.pickle", nameless))).en).toMatch(/^some\.pickle does not say which batch it is/);
  });

  it("a pickle that runs a command, which does not run", async () => {
    const trace = join(tmpdir(), "layerloom-was-here");
    rmSync(trace, { force: true });
    expect((await broken("a pickle that runs a command")).en).toMatch(/^cifar-10-python\.tar\.gz › data_batch_1 cannot be read as a pickle: it asks Python to import os\.system/);
    expect(existsSync(trace)).toBe(false);
  });

  it("a pickle that would build millions of values, early and with other tasks in between", { timeout: 20_000 }, async () => {
    // Protocol 2, then three million empty dictionaries.
    const pickle = new Uint8Array(3_000_002).fill(0x7d);
    pickle.set([0x80, 2]);
    const bomb = (packed: boolean): Uint8Array => archiveBytes({ file: "", entries: [{ name: "cifar-10-batches-py/data_batch_1", bytes: () => pickle }], packed });
    const expected = /^cifar-10-python\.tar(\.gz)? › data_batch_1 cannot be read as a pickle: it holds more than 200,000 values/;
    const packed = bomb(true);
    expect(packed.length).toBeLessThan(20_000);
    expect((await refusalOf(fileOf("cifar-10-python.tar.gz", packed))).en).toMatch(expected);

    // A clock that is 20 ms later at every look, so that each of the reader's pauses gives way.
    let now = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => (now += 20));
    const archive = fileOf("cifar-10-python.tar", bomb(false));
    let ticks = 0;
    let timer = setImmediate(function tick() {
      // Only what comes after the archive was read to its end belongs to the pickle.
      if (archive.read() >= archive.size) ticks++;
      timer = setImmediate(tick);
    });
    const refusal = await refusalOf(archive).finally(() => {
      clearImmediate(timer);
      clock.mockRestore();
    });
    expect(refusal.en).toMatch(expected);
    // A pause after each 2,048 of 200,000 instructions.
    expect(ticks).toBeGreaterThan(50);
  });

  it.each([
    ["photo.png", "\x89PNG\r\n\x1a\n", "is not CIFAR-10 but a PNG picture"],
    ["data_batch_1.bin", "<!DOCTYPE html><html>", "is not CIFAR-10 but a web page: the download went wrong"],
    ["cifar-10.zip", "PK\x03\x04", "a ZIP archive: unpack it and bring what is inside"],
    ["cifar-10-binary.tar.gz", "not an archive at all", "is neither an archive nor a batch of CIFAR-10"],
    ["model.h5", "\x89HDF\r\n\x1a\n", "is not CIFAR-10 but an HDF5 file"],
    ["nothing.bin", "", "is empty"],
  ])("a file that is something else: %s", async (name, content, reason) => {
    const { en } = await refusalOf(fileOf(name, Uint8Array.from(content, (character) => character.charCodeAt(0))));
    expect(en).toMatch(new RegExp(`^${name.replace(".", "\\.")} `));
    expect(en).toContain(reason);
  });

  it("a gzip of something else than a tar", async () => {
    const { en } = await refusalOf(fileOf("notes.gz", archiveBytes({ file: "", entries: [], packed: true })));
    expect(en).toContain("notes.gz is packed by gzip, but no tar archive is inside");
  });
});

describe("a reading that is cancelled", () => {
  it.each(["binary", "Python"] as const)("rejects with the reason and reads no further (%s)", async (version) => {
    const stop = new AbortController();
    const archive = fileOf("cifar.tar.gz", archiveBytes(version === "binary" ? binaryArchive(records) : pythonArchive(records)), 2_000);
    const reading = decodeCifar10([archive], (part) => part > 0.3 && stop.abort(new Error("cancelled by hand")), stop.signal, records);
    await expect(reading).rejects.toThrow("cancelled by hand");
    const then = archive.read();
    expect(then / archive.size).toBeLessThan(0.4);
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(archive.read()).toBe(then);
  });

  it("rejects at once when it was cancelled before", async () => {
    const archive = fileOf("cifar.tar.gz", archiveBytes(binaryArchive(records)));
    await expect(decodeCifar10([archive], ignore, AbortSignal.abort(new Error("before")), records)).rejects.toThrow("before");
    expect(archive.read()).toBe(0);
  });
});
