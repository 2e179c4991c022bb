import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { openFiles, openZip, writeZip } from "./zip";

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7919) % 251);

test("entries come back as they went in", () => {
  const archive = openZip(writeZip({ "a.bin": bytes(5000), "folder/b.bin": bytes(3) }));
  expect(archive.names).toEqual(["a.bin", "folder/b.bin"]);
  expect(archive.read("a.bin", 5000)).toEqual(bytes(5000));
  expect(archive.read("folder/b.bin", 3)).toEqual(bytes(3));
});

test("a small zip that claims a huge entry is refused before it is unpacked", () => {
  const bomb = zipSync({ "model.weights.h5": new Uint8Array(8 * 2 ** 20) }, { level: 9 });
  expect(bomb.length).toBeLessThan(20_000);
  expect(() => openZip(bomb).read("model.weights.h5", 2 ** 20)).toThrow("it would take 8.4 MB unpacked; at most 1.0 MB are opened");
});

test("an entry that unpacks to another size than the archive claims is refused", () => {
  const lying = zipSync({ "a.bin": bytes(1000) }, { level: 0 });
  const view = new DataView(lying.buffer);
  // The unpacked size stands at byte 24 of the central directory's entry.
  const central = lying.findLastIndex((_, i) => i + 4 <= lying.length && view.getUint32(i, true) === 0x02014b50);
  view.setUint32(central + 24, 1200, true);
  expect(() => openZip(lying).read("a.bin", 5000)).toThrow("1000 of 1200 bytes");
});

test("a zip that was cut off is refused", () => {
  const whole = writeZip({ "a.bin": bytes(5000) });
  for (const length of [4, 100, whole.length - 30]) expect(() => openZip(whole.slice(0, length))).toThrow(/damaged or cut off/);
});

test("an absent entry is named, and what is there", () => {
  for (const archive of [openZip(writeZip({ "a.bin": bytes(1) })), openFiles([{ name: "a.bin", bytes: bytes(1) }])]) {
    expect(() => archive.read("config.json", 10)).toThrow("is missing; there are a.bin");
  }
});

test("loose files have the same limit", () => {
  expect(() => openFiles([{ name: "a.bin", bytes: bytes(11) }]).read("a.bin", 10)).toThrow(/at most 10 B/);
});
