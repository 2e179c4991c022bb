import { expect, test } from "vitest";
import { cyclesIn, importsOf, packagesWith } from "./sources.ts";

const found = (text: string) =>
  importsOf({ path: "src/views/fit/Fit.tsx", text }).map(({ to, ours, typeOnly, lazy }) => [to, ours ? "ours" : "package", typeOnly ? "types" : lazy ? "later" : "runs"]);

test("every form of import is seen, with its kind", () => {
  const text = `
    import { a } from "../../store";
    import type { B } from "../../training/protocol.ts";
    import { type C, type D } from "zod";
    import { type E, f } from "idb";
    import "./fit.css";
    export * from "./curves";
    export type { G } from "../compile";
    const lazy = () => import("../../ui/charts/Chart");
    type H = import("@tensorflow/tfjs").Tensor;
    const worker = new Worker(new URL("../../training/worker/main.ts", import.meta.url));
    const text = 'import { x } from "nowhere"';`;
  expect(found(text)).toEqual([
    ["src/store", "ours", "runs"],
    ["src/training/protocol", "ours", "types"],
    ["zod", "package", "types"],
    ["idb", "package", "runs"],
    ["src/views/fit/fit.css", "ours", "runs"],
    ["src/views/fit/curves", "ours", "runs"],
    ["src/views/compile", "ours", "types"],
    ["src/ui/charts/Chart", "ours", "later"],
    ["@tensorflow/tfjs", "package", "types"],
    ["src/training/worker/main", "ours", "later"],
  ]);
});

test("a package is found through files that are loaded with the entry, and not through types or what is loaded later", () => {
  const files = {
    "src/main.tsx": `import "./a"; import type { T } from "types"; const later = () => import("./later"); new Worker(new URL("./worker.ts", import.meta.url));`,
    "src/a/index.ts": `export { b } from "./b.ts"; import { main } from "../main";`,
    "src/a/b.ts": `import { type U, v } from "deep"; import w from "deep/inside";`,
    "src/later.ts": `import "heavy";`,
    "src/worker.ts": `import "heavier";`,
  };
  const imports = Object.entries(files).flatMap(([path, text]) => importsOf({ path, text }));
  expect([...packagesWith("src/main.tsx", imports)]).toEqual([
    ["deep", ["src/main", "src/a/index", "src/a/b"]],
    ["deep/inside", ["src/main", "src/a/index", "src/a/b"]],
  ]);
  expect([...packagesWith("src/worker.ts", imports).keys()]).toEqual(["heavier"]);
});

test("a cycle is found once, with its nodes in order", () => {
  const edges = new Map([
    ["a", ["b", "d"]],
    ["b", ["c"]],
    ["c", ["b"]],
    ["d", []],
  ]);
  expect(cyclesIn(edges)).toEqual([["b", "c", "b"]]);
});

test("two ways to one node are no cycle", () => {
  const edges = new Map([
    ["a", ["b", "c"]],
    ["b", ["d"]],
    ["c", ["d"]],
  ]);
  expect(cyclesIn(edges)).toEqual([]);
});
