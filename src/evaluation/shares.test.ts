import { describe, expect, it } from "vitest";
import { arranged, confidences, decided, sharesOf } from "./shares";

const rounded = (values: Float32Array) => [...values].map((value) => Math.round(value * 1e4) / 1e4);

describe("shares of the classes", () => {
  it("are the outputs themselves behind softmax", () => {
    const { shares, classes } = sharesOf(Float32Array.of(0.7, 0.2, 0.1), 3, { threshold: 0.5 });
    expect(classes).toBe(3);
    expect(rounded(shares)).toEqual([0.7, 0.2, 0.1]);
  });

  it("divide sigmoid outputs by their sum", () => {
    // 1 + 1 + 1 + 1 = 4: all certain alone, none together.
    expect(rounded(sharesOf(Float32Array.of(1, 1, 1, 1), 4, { threshold: 0.5 }).shares)).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(rounded(sharesOf(Float32Array.of(0.9, 0.3), 2, { threshold: 0.5 }).shares)).toEqual([0.75, 0.25]);
  });

  it("count negative outputs as nothing, and share a row of nothing evenly", () => {
    expect(rounded(sharesOf(Float32Array.of(-1, 0.5, 1.5, -1, -1, -2), 3, { threshold: 0 }).shares)).toEqual([0, 0.25, 0.75, 0.3333, 0.3333, 0.3333]);
  });

  it("place a single output between its two targets", () => {
    expect(rounded(sharesOf(Float32Array.of(0.8, 1.2), 1, { threshold: 0.5 }).shares)).toEqual([0.2, 0.8, 0, 1]);
    expect(rounded(sharesOf(Float32Array.of(0.5, -1), 1, { threshold: 0 }).shares)).toEqual([0.25, 0.75, 1, 0]);
  });
});

describe("shares of logits", () => {
  it("are the sigmoid of a single one", () => {
    // 1 / (1 + e^−0.3) = 0.574443.
    expect(rounded(sharesOf(Float32Array.of(0.3, 0, -60), 1, { threshold: 0, logits: "sigmoid" }).shares)).toEqual([0.4256, 0.5744, 0.5, 0.5, 1, 0]);
  });

  it("are the softmax of several, however large", () => {
    // e⁻¹ = 0.367879: 1 / (1 + 0.367879) = 0.7311.
    expect(rounded(sharesOf(Float32Array.of(1000, 999, -1, -1), 2, { threshold: 0, logits: "softmax" }).shares)).toEqual([0.7311, 0.2689, 0.5, 0.5]);
  });

  it("are the sigmoid of each, divided by their sum, where each stands alone", () => {
    // σ(0) = 0.5, σ(0) = 0.5.
    expect(rounded(sharesOf(Float32Array.of(0, 0), 2, { threshold: 0, logits: "sigmoid" }).shares)).toEqual([0.5, 0.5]);
  });
});

describe("the decision", () => {
  it("falls for the largest output, the first of equals", () => {
    expect([...decided(Float32Array.of(0.1, 0.9, 0.5, 0.5), 2, { threshold: 0.5 })]).toEqual([1, 0]);
  });

  it("falls for class 1 above the threshold", () => {
    expect([...decided(Float32Array.of(0.5, 0.51, 0.2), 1, { threshold: 0.5 })]).toEqual([0, 1, 0]);
    expect([...decided(Float32Array.of(0.2, -0.2), 1, { threshold: 0 })]).toEqual([1, 0]);
  });
});

describe("the order of predictions", () => {
  const labels = Uint8Array.of(0, 1, 1, 0);
  const predicted = Uint8Array.of(0, 0, 1, 1);
  const confidence = confidences(Float32Array.of(0.6, 0.4, 0.9, 0.1, 0.4, 0.6, 0.05, 0.95), 2, predicted);

  it("follows the confidence in the predicted class", () => {
    expect(rounded(confidence)).toEqual([0.6, 0.9, 0.6, 0.95]);
    expect(arranged(labels, predicted, confidence, "all", "most")).toEqual([3, 1, 0, 2]);
    expect(arranged(labels, predicted, confidence, "all", "least")).toEqual([0, 2, 1, 3]);
    expect(arranged(labels, predicted, confidence, "all", "given")).toEqual([0, 1, 2, 3]);
  });

  it("can be had of the right or the wrong ones only", () => {
    expect(arranged(labels, predicted, confidence, "right", "most")).toEqual([0, 2]);
    expect(arranged(labels, predicted, confidence, "wrong", "most")).toEqual([3, 1]);
  });
});
