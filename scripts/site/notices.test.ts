import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { noticesFile } from "./notices";

const folder = (name: string): string => join(import.meta.dirname, "../../node_modules", name);

test("names every package with its version and hands on its texts, equal ones once", () => {
  const file = noticesFile(["@tensorflow/tfjs-core", "@tensorflow/tfjs-layers", "react", "react-dom", "h5wasm"].map(folder));
  expect(file).toMatch(/^@tensorflow\/tfjs-core \d+\.\d+\.\d+ \(Apache-2\.0\)$/m);
  expect(file).toMatch(/^react \d+\.\d+\.\d+ \(MIT\)\nreact-dom \d+\.\d+\.\d+ \(MIT\)\n\nMIT License/m);
  expect(file.match(/Copyright \(c\) Meta Platforms/g)).toHaveLength(1);
  // Its licence asks to keep the notice whole.
  expect(file).toContain("keep intact this entire notice");
  // These packages bring no text of their own, or not that of what is compiled into them.
  expect(file).toContain("Apache License\nVersion 2.0");
  expect(file).toMatch(/^HDF5, in h5wasm \(HDF5\); Copyright The HDF Group/m);
});

test("refuses a package under an unknown licence without a text", async () => {
  const folder = await mkdtemp(join(tmpdir(), "layerloom-notices-"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "odd", version: "1.0.0", license: "Odd-1.0" }));
  expect(() => noticesFile([folder])).toThrow("odd is shipped under Odd-1.0");
  await writeFile(join(folder, "LICENSE"), "Do as you like.");
  expect(noticesFile([folder])).toContain("odd 1.0.0 (Odd-1.0)\n\nDo as you like.");
  await rm(folder, { recursive: true });
});
