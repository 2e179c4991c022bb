import { expect, test } from "vitest";
import { cyclesIn, importsOf } from "./sources.ts";

const found = (text: string) =>
  importsOf({ path: "src/views/fit/Fit.tsx", text }).map(({ to, ours, typeOnly }) => [to, ours ? "ours" : "package", typeOnly ? "types" : "runs"]);

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
    ["src/ui/charts/Chart", "ours", "runs"],
    ["@tensorflow/tfjs", "package", "types"],
    ["src/training/worker/main", "ours", "runs"],
  ]);
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
