import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { binaryRecords, cifarArchive, cifarPythonArchive, realArchive } from "../../../e2e/fixtures/archives";
import { drawPictures } from "../../../e2e/fixtures/pictures";
import { fileAt } from "../../../scripts/data/sources";
import type { Dataset, Part } from "../define";
import { never } from "../testing";
import { decodeCifar10 } from "./decode";

const records = 10_000;
const md5 = (bytes: Uint8Array): string => createHash("md5").update(bytes).digest("hex");

/** A batch as the records of the official binary files again: the way back, written on its own. */
function recordsOf({ samples, labels }: Part, batch: number): Uint8Array {
  const made = new Uint8Array(records * 3073);
  for (let i = 0; i < records; i++) {
    made[i * 3073] = labels[batch * records + i]!;
    for (let at = 0; at < 3072; at++) made[i * 3073 + 1 + (at % 3) * 1024 + Math.floor(at / 3)] = samples[(batch * records + i) * 3072 + at]!;
  }
  return made;
}

/** MD5 of the official files, data_batch_1.bin to data_batch_5.bin and test_batch.bin. */
const official = [
  "5dd7e06a14cb22eb9f671a540d1b7c25",
  "5ea93a67294ea407fff1d09f752e9692",
  "942cd6a4bcdd0dd3c604fbe906cb4421",
  "ae636b3ba5c66a11e91e8cb52e771fcb",
  "53f37980c15c3d472c316c40844f3f0d",
  "803d5f7f4d78ea53de84dbe85f74fb6d",
];
const generated = (batch: number): string => md5(binaryRecords(drawPictures(batch, records)));

const expectRecords = (dataset: Dataset, expected: (batch: number) => string): void => {
  for (let batch = 0; batch < 6; batch++) {
    expect(md5(batch < 5 ? recordsOf(dataset.train, batch) : recordsOf(dataset.test, 0)), `batch ${batch + 1}`).toBe(expected(batch));
  }
};

describe("a whole archive", () => {
  let [binary, python] = ["", ""];
  beforeAll(async () => {
    binary = await cifarArchive();
    python = await cifarPythonArchive();
  }, 180_000);

  it("of the binary version gives every record of every batch, and lets other tasks in meanwhile", { timeout: 180_000 }, async () => {
    const told: number[] = [];
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 1);
    const dataset = await decodeCifar10([await fileAt(binary)], (part) => told.push(part), never);
    clearInterval(timer);
    expectRecords(dataset, existsSync(realArchive) ? (batch) => official[batch]! : generated);
    expect(told.at(-1)).toBe(1);
    expect(told.length).toBeGreaterThan(100);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(ticks).toBeGreaterThan(20);
    for (const [part, each] of [[dataset.train, 5_000], [dataset.test, 1_000]] as const) {
      const counts = new Array<number>(10).fill(0);
      part.labels.forEach((label) => (counts[label]! += 1));
      expect(counts).toEqual(new Array(10).fill(each));
    }
  });

  it("of the Python version gives the same as its pickles hold", { timeout: 180_000 }, async () => {
    expectRecords(await decodeCifar10([await fileAt(python)], () => undefined, never), generated);
  });
});
