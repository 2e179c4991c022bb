import { expect, test } from "vitest";
import { filesBelow } from "./droppedFiles";

const file = (name: string) => ({ isFile: true, isDirectory: false, file: (found: (file: File) => void) => found(new File([], name)) });

/** A folder whose reader hands out its entries in the given portions, as browsers do. */
function folder(...portions: Parameters<typeof filesBelow>[0][][]) {
  return {
    isFile: false,
    isDirectory: true,
    createReader: () => {
      const left = [...portions];
      return { readEntries: (found: (entries: Parameters<typeof filesBelow>[0][]) => void) => found(left.shift() ?? []) };
    },
  };
}

test("all files of a folder are found, folder in folder, portion by portion", async () => {
  const tree = folder([file("a.bin"), folder([file("b.bin")])], [file("c.bin")]);
  expect((await filesBelow(tree)).map(({ name }) => name)).toEqual(["a.bin", "b.bin", "c.bin"]);
});

test("a folder that cannot be read rejects", async () => {
  const broken = {
    isFile: false,
    isDirectory: true,
    createReader: () => ({ readEntries: (_: unknown, failed: (reason: unknown) => void) => failed(new Error("gone")) }),
  };
  await expect(filesBelow(broken)).rejects.toThrow("gone");
});
