import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { modelOf } from "./fixtures/sample";
import { writeModel } from "./index";
import { npyBytes, npyFile } from "./npy";

test("an array is NumPy's format, byte by byte", () => {
  const bytes = npyBytes([2, 3], Float32Array.of(1, 2, 3, 4, 5, -0.5));
  // What numpy.save writes: the header is padded to 128 bytes, the numbers follow.
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
  expect([...bytes.subarray(0, 10)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
  expect(new TextDecoder().decode(bytes.subarray(10, 128))).toBe(`${header.padEnd(117)}\n`);
  expect(bytes.length).toBe(128 + 24);
  // 1.0 and −0.5 as IEEE 754 in little-endian order.
  expect([...bytes.subarray(128, 132)]).toEqual([0, 0, 0x80, 0x3f]);
  expect([...bytes.subarray(148)]).toEqual([0, 0, 0, 0xbf]);
});

test("a row has the shape of a Python tuple of one", () => {
  expect(new TextDecoder().decode(npyBytes([120], new Float32Array(120)))).toContain("'shape': (120,), }");
});

test("one weight is a file under its name, all of them an archive", async () => {
  const model = modelOf("first-net");
  expect(npyFile(model.weights[1]!).name).toBe("dense.bias.npy");
  const entries = unzipSync((await writeModel("npz", model, "m")).bytes);
  expect(Object.keys(entries)).toEqual(["dense/kernel.npy", "dense/bias.npy", "dense_1/kernel.npy", "dense_1/bias.npy", "dense_2/kernel.npy", "dense_2/bias.npy"]);
  expect(entries["dense/bias.npy"]).toEqual(npyFile(model.weights[1]!).bytes);
});
