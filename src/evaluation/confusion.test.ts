import { expect, it } from "vitest";
import { confusionMatrix, figuresOfClasses, samplesOfCell } from "./confusion";

const labels = Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 2, 2, 0);
const predicted = Uint8Array.of(0, 0, 1, 0, 1, 0, 1, 1, 1, 0);

it("counts true classes in rows and predicted ones in columns", () => {
  expect([...confusionMatrix(labels, predicted, 3)]).toEqual([4, 1, 0, 1, 2, 0, 0, 2, 0]);
});

it("gives every class its precision, recall and F1", () => {
  // Class 0: 4 of 5 put there, 4 of 5 found. Class 1: 2 of 5 put there, 2 of 3 found, F1 = 4/8. Class 2: never chosen.
  expect(figuresOfClasses(confusionMatrix(labels, predicted, 3), 3)).toEqual([
    { label: 0, precision: 0.8, recall: 0.8, f1: 0.8, support: 5 },
    { label: 1, precision: 0.4, recall: 2 / 3, f1: 0.5, support: 3 },
    { label: 2, precision: 0, recall: 0, f1: 0, support: 2 },
  ]);
});

it("finds the samples of a cell", () => {
  expect(samplesOfCell(labels, predicted, 2, 1)).toEqual([7, 8]);
  expect(samplesOfCell(labels, predicted, 2, 2)).toEqual([]);
});
